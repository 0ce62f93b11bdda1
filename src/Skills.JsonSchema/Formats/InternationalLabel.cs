using System.Text;
using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Formats;

/// <summary>Which code points a U-label may have, and where: RFC 5891, section 5.4, and RFC 5892.</summary>
internal static class InternationalLabel
{
    private const int MiddleDot = 0xB7;
    private const int Keraia = 0x375;
    private const int Geresh = 0x5F3;
    private const int Gershayim = 0x5F4;
    private const int KatakanaMiddleDot = 0x30FB;
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    // RFC 5892, section 2.6: exceptions that are valid.
    private static readonly CodePointSet Allowed = CodePointSet.Of(0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007);

    // RFC 5892, section 2.6 and appendix A: valid only beside certain others.
    private static readonly CodePointSet Contextual = new(
    [
        (MiddleDot, MiddleDot), (Keraia, Keraia), (Geresh, Gershayim), (KatakanaMiddleDot, KatakanaMiddleDot),
        (0x660, 0x669), (0x6F0, 0x6F9), (NonJoiner, Joiner),
    ]);

    // Section 2.6 (exceptions), 2.4 (ignorable blocks) and 2.9 (old Hangul jamo).
    private static readonly CodePointSet Refused = new(
    [
        (0x640, 0x640), (0x7FA, 0x7FA), (0x302E, 0x302F), (0x3031, 0x3035), (0x303B, 0x303B),
        (0x20D0, 0x20FF), (0x1D100, 0x1D1FF), (0x1D200, 0x1D24F),
        (0x1100, 0x11FF), (0xA960, 0xA97C), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB),
    ]);

    // RFC 5892, section 2.1.
    private static readonly string[] LettersAndDigits = ["gc=Ll", "gc=Lu", "gc=Lo", "gc=Nd", "gc=Lm", "gc=Mn", "gc=Mc"];

    // RFC 5892, sections 2.2 and 2.3.
    private static readonly string[] Unwanted =
        ["Changes_When_NFKC_Casefolded", "Default_Ignorable_Code_Point", "White_Space", "Noncharacter_Code_Point"];

    public static bool IsValid(ReadOnlySpan<int> codes)
    {
        // RFC 5891, section 4.2.3.1.
        if (codes.IsEmpty || codes[0] == '-' || codes[^1] == '-' || (codes.Length >= 4 && codes[2] == '-' && codes[3] == '-'))
        {
            return false;
        }

        // RFC 5891, sections 4.2.3.2 and 4.1: no combining mark first, and Normalization Form C.
        if (Is(codes[0], "gc=M") || !IsComposed(codes))
        {
            return false;
        }

        for (var i = 0; i < codes.Length; i++)
        {
            if (Contextual.Contains(codes[i]) ? !FitsContext(codes, i) : !IsPermitted(codes[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPermitted(int code)
    {
        if (code == '-' || Allowed.Contains(code))
        {
            return true;
        }

        return !Refused.Contains(code) && !Array.Exists(Unwanted, name => Is(code, name)) && Array.Exists(LettersAndDigits, name => Is(code, name));
    }

    private static bool FitsContext(ReadOnlySpan<int> codes, int at)
    {
        var before = at > 0 ? codes[at - 1] : -1;
        var after = at + 1 < codes.Length ? codes[at + 1] : -1;
        return codes[at] switch
        {
            // RFC 5892, appendix A.3, and below A.4, A.5 and A.6, A.7, A.2, A.1, A.8 and A.9.
            MiddleDot => before == 'l' && after == 'l',
            Keraia => Is(after, "sc=Grek"),
            Geresh or Gershayim => Is(before, "sc=Hebr"),
            KatakanaMiddleDot => HasJapanese(codes),
            Joiner => Is(before, "ccc=9"),
            NonJoiner => Is(before, "ccc=9") || Joins(codes, at),
            >= 0x660 and <= 0x669 => codes.IndexOfAnyInRange(0x6F0, 0x6F9) < 0,
            _ => codes.IndexOfAnyInRange(0x660, 0x669) < 0,
        };
    }

    private static bool HasJapanese(ReadOnlySpan<int> codes)
    {
        foreach (var code in codes)
        {
            if (Is(code, "sc=Hira") || Is(code, "sc=Kana") || Is(code, "sc=Hani"))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 5892, appendix A.1: between letters that would join across it.
    private static bool Joins(ReadOnlySpan<int> codes, int at)
    {
        var left = at - 1;
        while (left >= 0 && Is(codes[left], "jt=T"))
        {
            left--;
        }

        var right = at + 1;
        while (right < codes.Length && Is(codes[right], "jt=T"))
        {
            right++;
        }

        return left >= 0 && (Is(codes[left], "jt=L") || Is(codes[left], "jt=D"))
            && right < codes.Length && (Is(codes[right], "jt=R") || Is(codes[right], "jt=D"));
    }

    private static bool IsComposed(ReadOnlySpan<int> codes)
    {
        var text = new StringBuilder(codes.Length);
        foreach (var code in codes)
        {
            if (!Rune.IsValid(code))
            {
                return false;
            }

            text.Append(new Rune(code).ToString());
        }

        return text.ToString().IsNormalized(NormalizationForm.FormC);
    }

    private static bool Is(int code, string table) => code >= 0 && UnicodeTables.Get(table).Contains(code);
}
