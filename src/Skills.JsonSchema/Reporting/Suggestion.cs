using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>"Did you mean": the allowed text that is a slip of the pen away from the one found.</summary>
internal static class Suggestion
{
    private const int LongestText = 40;
    private const int MostCandidates = 200;

    public static string For(JsonElement value, ValueSet values)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return "";
        }

        var text = Utf8Text.ToText(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        return Nearest(text, values.Elements
            .Where(static element => element.ValueKind == JsonValueKind.String)
            .Select(static element => Utf8Text.ToText(JsonMarshal.GetRawUtf8Value(element)[1..^1])));
    }

    public static string ForName(string name, SchemaNode schema) =>
        schema.Objects is { Names: { } names } rules
            ? Nearest(name, Enumerable.Range(0, names.Count).Where(i => rules.Properties[i] is not null).Select(i => Utf8Text.UnescapedToText(names[i])))
            : "";

    private static string Nearest(string text, IEnumerable<string> candidates)
    {
        if (text.Length is < 3 or > LongestText)
        {
            return "";
        }

        var best = candidates
            .Take(MostCandidates)
            .Where(candidate => Math.Abs(candidate.Length - text.Length) <= 2 && candidate.Length <= LongestText)
            .Select(candidate => (Candidate: candidate, Distance: Distance(text, candidate)))
            .Where(pair => pair.Distance <= Math.Max(1, text.Length / 4))
            .OrderBy(static pair => pair.Distance)
            .FirstOrDefault();
        return best.Candidate is null ? "" : $" Did you mean \"{best.Candidate}\"?";
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var cost = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
