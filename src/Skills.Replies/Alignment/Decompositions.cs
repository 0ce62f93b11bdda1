using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Skills.Replies.Alignment;

/// <summary>
/// Compatibility decompositions (UAX #15, NFKD) of letters and signs, from a table of its own: .NET has none without ICU, as under
/// <c>InvariantGlobalization</c>. A reply is thus read the same way on every platform.
/// </summary>
internal static class Decompositions
{
    private static readonly FrozenDictionary<int, string> Table = Read();

    /// <summary>Appends a character's decomposition, or the character itself.</summary>
    public static void Append(StringBuilder into, Rune rune)
    {
        if (rune.Value >= 0xA0 && Table.TryGetValue(rune.Value, out var parts))
        {
            into.Append(parts);
        }
        else
        {
            into.Append(rune);
        }
    }

    // Each line: a code point, a space, and the code points it decomposes into, all hexadecimal.
    private static FrozenDictionary<int, string> Read()
    {
        using var stream = typeof(Decompositions).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            var points = line.Split(' ').Select(static p => int.Parse(p, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToArray();
            table[points[0]] = string.Concat(points.Skip(1).Select(char.ConvertFromUtf32));
        }

        return table.ToFrozenDictionary();
    }
}
