#!/usr/bin/env perl
# Writes tables.bin, the Unicode data of the regular expressions and of internationalised host names.
# Run it from this folder with a newer perl to move to a newer Unicode.
#
# A table: a byte with the length of its names, the names (comma-separated, as in "gc=Lu,gc=Uppercase_Letter"),
# the number of bounds and then the bounds, each as the difference from the one before. Numbers are little-endian
# base 128. Bounds are the first code point inside the set, the first one outside again, and so on.
use strict;
use warnings;
use Unicode::UCD qw(prop_invlist prop_aliases prop_values prop_value_aliases);

my @binary = qw(
  ASCII ASCII_Hex_Digit Alphabetic Bidi_Control Bidi_Mirrored Case_Ignorable Cased Changes_When_Casefolded
  Changes_When_Casemapped Changes_When_Lowercased Changes_When_NFKC_Casefolded Changes_When_Titlecased
  Changes_When_Uppercased Dash Default_Ignorable_Code_Point Deprecated Diacritic Emoji Emoji_Component Emoji_Modifier
  Emoji_Modifier_Base Emoji_Presentation Extended_Pictographic Extender Grapheme_Base Grapheme_Extend Hex_Digit
  IDS_Binary_Operator IDS_Trinary_Operator ID_Continue ID_Start Ideographic Join_Control Logical_Order_Exception
  Lowercase Math Noncharacter_Code_Point Pattern_Syntax Pattern_White_Space Quotation_Mark Radical Regional_Indicator
  Sentence_Terminal Soft_Dotted Terminal_Punctuation Unified_Ideograph Uppercase Variation_Selector White_Space
  XID_Continue XID_Start);

my %emoji_short = (Emoji_Component => 'EComp', Emoji_Modifier => 'EMod', Emoji_Modifier_Base => 'EBase',
  Emoji_Presentation => 'EPres', Extended_Pictographic => 'ExtPict');

open my $out, '>:raw', 'tables.bin' or die $!;

sub number {
    my ($value) = @_;
    my $bytes = '';
    while ($value >= 128) { $bytes .= chr(($value & 127) | 128); $value >>= 7; }
    return $bytes . chr($value);
}

sub table {
    my ($names, $property) = @_;
    my @bounds = prop_invlist($property);
    my %seen;
    my $joined = join ',', grep { !$seen{$_}++ } @$names;
    my $last = 0;
    my $text = number(scalar @bounds);
    for my $bound (@bounds) { $text .= number($bound - $last); $last = $bound; }
    print $out chr(length $joined), $joined, $text;
}

for my $name (@binary) {
    my @names = ($name, grep { /^[A-Za-z_]+$/ && $_ ne "WSpace" } prop_aliases($name));
    s/^Space$/space/ for @names;
    push @names, $emoji_short{$name} if $emoji_short{$name};
    table([@names], $name);
}

for my $property (qw(gc sc scx)) {
    for my $value (prop_values($property)) {
        my @names = grep { /^[A-Za-z_]+$/ } prop_value_aliases($property, $value);
        # ECMA-262 spells these three in lower case.
        s/^(Digit|Punct|Cntrl)$/lc $1/e for @names;
        table([map { "$property=$_" } @names], "$property=$value");
    }
}

table(["ccc=9"], "ccc=9");
table(["jt=$_"], "jt=$_") for qw(D L R T);
table(["bc=$_"], "bc=$_") for qw(L R AL AN EN ES CS ET ON BN NSM);
