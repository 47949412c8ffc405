<?xml version="1.0" encoding="UTF-8"?>
<!-- How words of this glossary are said that espeak-ng 1.51 gets wrong. docs/pronunciation.md says how to write it.
     Each comment tells what espeak-ng says by itself. Names are said as an English reader would say them. -->
<lexicon version="1.0" alphabet="ipa" xml:lang="en-GB" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">

  <!-- Words -->
  <lexeme><!-- nˈɒn, as in "non" -->
    <grapheme>none</grapheme>
    <phoneme>nʌn</phoneme>
  </lexeme>
  <lexeme><!-- fˈeɪsd, with a d that English does not have after s -->
    <grapheme>faced</grapheme>
    <phoneme>feɪst</phoneme>
  </lexeme>

  <!-- Names -->
  <lexeme><!-- baɪdˈɜːmən: the stress is on the first syllable -->
    <grapheme>Biderman</grapheme>
    <phoneme>ˈbaɪdəmən</phoneme>
  </lexeme>
  <lexeme><!-- bˈʌrhəs: the h is not said -->
    <grapheme>Burrhus</grapheme>
    <alias>Burrus</alias>
    <phoneme>ˈbʌrəs</phoneme>
  </lexeme>
  <lexeme><!-- kˈaziə: Polish, with the sound of "sh" -->
    <grapheme>Kasia</grapheme>
    <alias>Kasha</alias>
    <phoneme>ˈkæʃə</phoneme>
  </lexeme>
  <lexeme><!-- kˈɒzləʊskə: Polish, with the stress on the last syllable but one, and w as f before s -->
    <grapheme>Kozlowska</grapheme>
    <alias>Kozlofska</alias>
    <phoneme>kɒzˈlɒfskə</phoneme>
  </lexeme>
  <lexeme><!-- pˈɔːlɪn -->
    <grapheme>Pauline</grapheme>
    <phoneme>ˈpɔːliːn</phoneme>
  </lexeme>
  <lexeme><!-- ɹˈəʊɪsmən, in three syllables -->
    <grapheme>Roisman</grapheme>
    <alias>Royceman</alias>
    <phoneme>ˈrɔɪsmən</phoneme>
  </lexeme>
  <lexeme><!-- ˈɛsbˈaɹə, as if S were an initial -->
    <grapheme>Sbarra</grapheme>
    <phoneme>ˈsbɑːrə</phoneme>
  </lexeme>
  <lexeme><!-- stɹˈəʊb: the e at the end is said -->
    <grapheme>Stroebe</grapheme>
    <alias>Stroba</alias>
    <phoneme>ˈstrəʊbə</phoneme>
  </lexeme>
</lexicon>
