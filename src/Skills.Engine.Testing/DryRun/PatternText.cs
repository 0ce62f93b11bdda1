using System.Text;

namespace Skills.Engine.Testing.DryRun;

/// <summary>
/// Writes a text that a regular expression matches, for the expressions found in schemas: literals, classes, groups,
/// alternatives, counts, anchors. Look-arounds and back-references are passed over; the caller validates the text anyway.
/// </summary>
internal sealed class PatternText
{
    private const int MostRepeats = 10_000;
    private const int MaxDepth = 64;

    private readonly string _pattern;
    private readonly int _more;
    private int _at;

    private PatternText(string pattern, int more)
    {
        _pattern = pattern;
        _more = more;
    }

    /// <summary>A text of at least the length where the pattern's open counts allow it.</summary>
    public static string Make(string pattern, int least)
    {
        var text = new PatternText(pattern, 0).Alternatives(0);
        return text.Length >= least ? text : new PatternText(pattern, least - text.Length).Alternatives(0);
    }

    private bool More => _at < _pattern.Length;

    // The first alternative is taken, the others are only read past.
    private string Alternatives(int depth)
    {
        var first = Sequence(depth);
        while (More && _pattern[_at] == '|')
        {
            _at++;
            Sequence(depth);
        }

        return first;
    }

    private string Sequence(int depth)
    {
        var text = new StringBuilder();
        while (More && _pattern[_at] is not ('|' or ')'))
        {
            var atom = Atom(depth);
            var count = Count();
            for (var i = 0; i < count && text.Length < MostRepeats; i++)
            {
                text.Append(atom);
            }
        }

        return text.ToString();
    }

    private string Atom(int depth)
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case '^' or '$':
                return "";
            case '.':
                return "a";
            case '[':
                return Class();
            case '(' when depth < MaxDepth:
                return Group(depth);
            case '\\' when More:
                return Escape(_pattern[_at++]);
            default:
                return c.ToString();
        }
    }

    private string Group(int depth)
    {
        var counts = true;
        if (More && _pattern[_at] == '?')
        {
            // (?: and (?<name> count; look-arounds add nothing.
            var rest = _pattern.AsSpan(_at + 1);
            counts = !(rest.StartsWith("=") || rest.StartsWith("!") || rest.StartsWith("<=") || rest.StartsWith("<!"));
            var named = rest.StartsWith("<") && counts;
            _at = named ? _pattern.IndexOf('>', _at) + 1 : _at + (rest.StartsWith("<") ? 3 : 2);
        }

        var text = Alternatives(depth + 1);
        if (More)
        {
            _at++;
        }

        return counts ? text : "";
    }

    private string Escape(char c)
    {
        switch (c)
        {
            case 'd':
                return "0";
            case 'w':
                return "a";
            case 's':
                return " ";
            case 'D' or 'S':
                return "a";
            case 'W':
                return "-";
            case 'b' or 'B':
                return "";
            case 'n':
                return "\n";
            case 't':
                return "\t";
            case 'r':
                return "\r";
            case 'x':
                return Code(2);
            case 'u':
                return Code(4);
            case 'p' or 'P':
                return Property(c == 'p');
            default:
                return c.ToString();
        }
    }

    private string Code(int digits)
    {
        if (_at + digits <= _pattern.Length && ushort.TryParse(_pattern.AsSpan(_at, digits), System.Globalization.NumberStyles.HexNumber, null, out var code))
        {
            _at += digits;
            return ((char)code).ToString();
        }

        return "";
    }

    private string Property(bool positive)
    {
        var end = More && _pattern[_at] == '{' ? _pattern.IndexOf('}', _at) : -1;
        if (end < 0)
        {
            return "";
        }

        var name = _pattern[(_at + 1)..end];
        _at = end + 1;
        return (name, positive) switch
        {
            ({ } n, true) when n.StartsWith("Lu", StringComparison.Ordinal) => "A",
            ({ } n, true) when n.StartsWith('N') => "0",
            ({ } n, true) when n.StartsWith('P') => "-",
            ({ } n, false) when n.StartsWith('L') => "0",
            _ => "a",
        };
    }

    private string Class()
    {
        var negated = More && _pattern[_at] == '^';
        _at += negated ? 1 : 0;
        var members = new List<(char Low, char High)>();
        while (More && (_pattern[_at] != ']' || members.Count == 0))
        {
            var low = Member();
            if (low is null)
            {
                continue;
            }

            var high = low.Value;
            if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                _at++;
                high = Member() ?? low.Value;
            }

            members.Add((low.Value, high));
        }

        _at++;
        if (!negated)
        {
            return members.Count > 0 ? members[0].Low.ToString() : "";
        }

        const string Candidates = "a0A -_.xyzXYZ123~";
        return Candidates.FirstOrDefault(c => !members.Exists(m => c >= m.Low && c <= m.High), '\u00e9').ToString();
    }

    private char? Member()
    {
        var c = _pattern[_at++];
        if (c != '\\' || !More)
        {
            return c;
        }

        var text = Escape(_pattern[_at++]);
        return text.Length > 0 ? text[0] : null;
    }

    private int Count()
    {
        if (!More)
        {
            return 1;
        }

        var (least, most) = _pattern[_at] switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => Braces(),
            _ => (-1, -1),
        };
        if (least < 0)
        {
            return 1;
        }

        _at += _pattern[_at] == '{' ? _pattern.IndexOf('}', _at) - _at + 1 : 1;
        if (More && _pattern[_at] is '?' or '+')
        {
            _at++;
        }

        // Open counts take what is missing to the wanted length; the others only what they must.
        return Math.Min(Math.Min(most, least + _more), MostRepeats);
    }

    private (int Least, int Most) Braces()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0)
        {
            return (-1, -1);
        }

        var parts = _pattern[(_at + 1)..end].Split(',');
        if (!int.TryParse(parts[0], out var least))
        {
            return (-1, -1);
        }

        return parts.Length == 1 ? (least, least) : (least, int.TryParse(parts[1], out var most) ? most : int.MaxValue);
    }
}
