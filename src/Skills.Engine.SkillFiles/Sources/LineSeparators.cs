using System.Globalization;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>
/// Hides U+0085, U+2028 and U+2029 from a YAML 1.1 scanner, which takes them for line breaks. In YAML 1.2 they are ordinary characters
/// (YAML 1.2.2, 5.4). Each is replaced by a character of the private use area that the text does not use, so that offsets stay.
/// </summary>
internal sealed class LineSeparators
{
    private const char FirstStandIn = '\uE000';
    private const char LastStandIn = '\uF8FF';

    private static readonly char[] Separators = ['\u0085', '\u2028', '\u2029'];

    private readonly List<(char Separator, char StandIn)> _pairs = [];

    public LineSeparators(string text)
    {
        if (text.AsSpan().IndexOfAny(Separators) < 0)
        {
            return;
        }

        var used = Used(text);
        var free = Enumerable.Range(FirstStandIn, LastStandIn - FirstStandIn + 1).Select(static code => (char)code).Where(code => !used.Contains(code));
        _pairs.AddRange(Separators.Where(text.Contains).Zip(free));
    }

    /// <summary>The text as the scanner may see it.</summary>
    public string Hide(string text) => _pairs.Aggregate(text, static (hidden, pair) => hidden.Replace(pair.Separator, pair.StandIn));

    /// <summary>A value that was read from hidden text, as the file has it.</summary>
    public string Show(string value) => _pairs.Aggregate(value, static (shown, pair) => shown.Replace(pair.StandIn, pair.Separator));

    // The characters themselves, and those that an escape such as \uE000 gives.
    private static HashSet<char> Used(string text)
    {
        var used = text.Where(static c => c is >= FirstStandIn and <= LastStandIn).ToHashSet();
        for (var i = 0; i + 4 <= text.Length; i++)
        {
            if (text[i] is 'e' or 'E' or 'f' or 'F' && ushort.TryParse(text.AsSpan(i, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                used.Add((char)code);
            }
        }

        return used;
    }
}
