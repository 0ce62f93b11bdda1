using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>Reads regular expressions as ECMA-262 does with the flag <c>u</c> (section 22.2.1).</summary>
/// <remarks>
/// Unless strict, it also takes what is unambiguous and common though the flag forbids it: an escaped punctuation character,
/// a brace or bracket that closes or repeats nothing, a hyphen beside a class.
/// </remarks>
internal sealed partial class PatternParser : PatternScanner
{
    private const string Syntax = "^$\\.*+?()[]{}|/";
    private const int Deepest = 1_000;
    private const long MostWeight = 200_000;

    private readonly bool _strict;
    private readonly List<string?> _groups = [];
    private readonly List<string?> _allGroups;
    private long _weight;
    private int _depth;

    private PatternParser(string text, bool strict)
        : base(text)
    {
        _strict = strict;
        _allGroups = GroupScan.Names(text);
    }

    /// <param name="text">The expression.</param>
    /// <param name="strict">Whether to take no more than the standard does.</param>
    /// <param name="weight">How many characters and ranges it is made of, classes written out.</param>
    /// <exception cref="PatternException">The text is no regular expression.</exception>
    public static PatternNode Parse(string text, bool strict, out long weight)
    {
        var parser = new PatternParser(text, strict);
        var node = parser.Disjunction();
        if (parser.At < text.Length)
        {
            throw parser.Fault("this parenthesis closes nothing");
        }

        weight = parser._weight;
        return node;
    }

    private PatternNode Disjunction()
    {
        if (++_depth > Deepest)
        {
            throw Fault($"groups are nested deeper than {Deepest} levels");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        var branches = new List<PatternNode> { Alternative() };
        while (Take("|"))
        {
            branches.Add(Alternative());
        }

        _depth--;
        return branches.Count == 1 ? branches[0] : new ChoiceNode(branches);
    }

    private PatternNode Alternative()
    {
        var items = new List<PatternNode>();
        while (More && Next is not ('|' or ')'))
        {
            items.Add(Term());
        }

        return items.Count == 1 ? items[0] : new SequenceNode(items);
    }

    private void Weigh(int more)
    {
        _weight += more;
        if (_weight > MostWeight)
        {
            throw Fault($"it takes more than {MostWeight} characters and ranges");
        }
    }

    private PatternNode Term()
    {
        Weigh(1);
        var start = At;
        var node = Assertion();
        if (node is not null)
        {
            // Only annex B lets a look-ahead be repeated, and not with the flag u.
            return !More || !TryQuantifier(out _, out _, out _) ? node : throw Fault("an assertion cannot be repeated");
        }

        node = Atom(start);
        return TryQuantifier(out var min, out var max, out var lazy) ? new RepeatNode(node, min, max, lazy) : node;
    }

    private PatternNode? Assertion()
    {
        switch (Next)
        {
            case '^':
                At++;
                return new AnchorNode(AnchorKind.Start);
            case '$':
                At++;
                return new AnchorNode(AnchorKind.End);
            case '\\' when Take("\\b"):
                return new AnchorNode(AnchorKind.WordBoundary);
            case '\\' when Take("\\B"):
                return new AnchorNode(AnchorKind.NoWordBoundary);
            case '(' when Take("(?="):
                return Look(ahead: true, negative: false);
            case '(' when Take("(?!"):
                return Look(ahead: true, negative: true);
            case '(' when Take("(?<="):
                return Look(ahead: false, negative: false);
            case '(' when Take("(?<!"):
                return Look(ahead: false, negative: true);
            default:
                return null;
        }
    }

    private LookNode Look(bool ahead, bool negative) => new(Closed(), ahead, negative);

    private PatternNode Closed()
    {
        var item = Disjunction();
        return Take(")") ? item : throw Fault("a parenthesis is not closed");
    }

    private PatternNode Atom(int start)
    {
        switch (Next)
        {
            case '.':
                At++;
                return new SetNode(CharacterClasses.Dot);
            case '[':
                At++;
                return new SetNode(Class());
            case '(':
                return Group();
            case '\\':
                At++;
                return Escape();
            case '*' or '+' or '?':
                throw Fault("there is nothing to repeat");
            // Only annex B takes these characters for themselves.
            case '{' or '}' or ']' when _strict || TryQuantifier(out _, out _, out _):
                At = start;
                throw Fault($"'{Next}' must be escaped");
            default:
                return new SetNode(CodePointSet.Of(CodePoint()));
        }
    }

    // Section 22.2.1.1: names are unique. Only ECMA-262 of 2025 lets different alternatives use one.
    private PatternNode Group()
    {
        if (Take("(?:"))
        {
            return Closed();
        }

        if (Take("(?<"))
        {
            var name = Name();
            if (_groups.Contains(name))
            {
                throw Fault($"two groups are named {name}");
            }

            return Capture(name);
        }

        if (Take("(?"))
        {
            throw Fault("there is no such kind of group");
        }

        At++;
        return Capture(null);
    }

    private CaptureNode Capture(string? name)
    {
        // Groups are numbered by their opening parentheses.
        _groups.Add(name);
        var group = _groups.Count;
        return new(Closed(), group);
    }

    private PatternNode Escape()
    {
        if (!More)
        {
            throw Fault("a backslash stands at the end");
        }

        var letter = Next;
        if (letter is >= '1' and <= '9')
        {
            return Reference(Number(int.MaxValue));
        }

        if (letter == 'k')
        {
            At++;
            if (!Take("<"))
            {
                throw Fault("\\k needs the name of a group");
            }

            var name = Name();
            return Reference(_allGroups.IndexOf(name) + 1);
        }

        return new SetNode(ClassEscape() ?? CodePointSet.Of(CharacterEscape(inClass: false)));
    }

    private BackReferenceNode Reference(int group) =>
        // With the flag u this is an early error (section 22.2.1.1), never an octal escape as in annex B.
        group >= 1 && group <= _allGroups.Count ? new(group) : throw Fault("a back-reference names no group");

    private CodePointSet? ClassEscape()
    {
        if (CharacterClasses.Find(Next) is { } set)
        {
            At++;
            return set;
        }

        if (Next is not ('p' or 'P'))
        {
            return null;
        }

        var negative = Next == 'P';
        At++;
        var end = Take("{") ? Text.IndexOf('}', At) : -1;
        if (end < 0)
        {
            throw Fault("\\p needs a property in braces");
        }

        var name = Text[At..end];
        var property = CharacterClasses.FindProperty(name) ?? throw Fault($"there is no Unicode property {name}");
        At = end + 1;
        return negative ? property.Complement() : property;
    }

    private int CharacterEscape(bool inClass)
    {
        var letter = Next;
        switch (letter)
        {
            case 'f':
                At++;
                return '\f';
            case 'n':
                At++;
                return '\n';
            case 'r':
                At++;
                return '\r';
            case 't':
                At++;
                return '\t';
            case 'v':
                At++;
                return '\v';
            // In a class this is the backspace, elsewhere a word boundary.
            case 'b' when inClass:
                At++;
                return '\b';
            // There are no octal escapes with the flag u.
            case '0' when At + 1 == Text.Length || !char.IsAsciiDigit(Text[At + 1]):
                At++;
                return 0;
            case 'c' when At + 1 < Text.Length && char.IsAsciiLetter(Text[At + 1]):
                At += 2;
                return Text[At - 1] % 32;
            case 'x':
                At++;
                return Hex(2) ?? throw Fault("\\x needs two hexadecimal digits");
            case 'u':
                At++;
                return UnicodeEscape();
            case '-' when inClass:
                At++;
                return letter;
        }

        var allowed = Syntax.Contains(letter, StringComparison.Ordinal)
            || (!_strict && letter < 128 && !char.IsAsciiLetterOrDigit(letter) && !char.IsControl(letter));
        return allowed ? CodePoint() : throw Fault($"\\{letter} is no escape");
    }

    private int UnicodeEscape()
    {
        if (Take("{"))
        {
            var end = Text.IndexOf('}', At);
            var digits = end < 0 ? "" : Text[At..end].TrimStart('0');
            if (end <= At || digits.Length > 6 || !IsHex(Text.AsSpan(At..end)))
            {
                throw Fault("\\u{…} needs hexadecimal digits");
            }

            At = end + 1;
            var code = digits.Length == 0 ? 0 : int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return code <= CodePointSet.Last ? code : throw Fault("\\u{…} is beyond the last code point");
        }

        var high = Hex(4) ?? throw Fault("\\u needs four hexadecimal digits");
        var back = At;
        // With the flag u, two escapes that make a surrogate pair are one code point.
        if (char.IsHighSurrogate((char)high) && Take("\\u") && Hex(4) is { } low && char.IsLowSurrogate((char)low))
        {
            return char.ConvertToUtf32((char)high, (char)low);
        }

        At = back;
        return high;
    }

    private bool TryQuantifier(out int min, out int max, out bool lazy)
    {
        (min, max, lazy) = (0, int.MaxValue, false);
        if (!More)
        {
            return false;
        }

        switch (Next)
        {
            case '*':
                At++;
                break;
            case '+':
                At++;
                min = 1;
                break;
            case '?':
                At++;
                max = 1;
                break;
            case '{' when TryBraces(ref min, ref max):
                break;
            default:
                return false;
        }

        lazy = Take("?");
        return true;
    }

    private bool TryBraces(ref int min, ref int max)
    {
        var start = At++;
        if (More && char.IsAsciiDigit(Next))
        {
            min = max = Number(int.MaxValue);
            if (Take(","))
            {
                max = More && char.IsAsciiDigit(Next) ? Number(int.MaxValue) : int.MaxValue;
            }

            if (Take("}"))
            {
                return min <= max ? true : throw Fault("a repetition ends before it starts");
            }
        }

        At = start;
        return false;
    }

    private string Name()
    {
        var end = Text.IndexOf('>', At);
        var name = end < 0 ? "" : Text[At..end];
        // "RegExpIdentifierName": an identifier of section 12.7.
        var valid = name.Length > 0 && !char.IsAsciiDigit(name[0]);
        foreach (var rune in name.EnumerateRunes())
        {
            valid &= rune.Value is '$' or '_' or 0x200C or 0x200D || UnicodeTables.Get("ID_Continue").Contains(rune.Value);
        }

        At = valid ? end + 1 : throw Fault("a group's name must be an identifier");
        return name;
    }
}
