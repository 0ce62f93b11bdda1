using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>"Did you mean": the allowed text that is nearest to the one found.</summary>
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

        var text = JsonText.StringOf(value);
        var nearest = new Search(text);
        for (var i = 0; i < values.Elements.Count && i < MostCandidates; i++)
        {
            if (values.Elements[i].ValueKind == JsonValueKind.String)
            {
                nearest.Try(JsonMarshal.GetRawUtf8Value(values.Elements[i])[1..^1], escaped: true);
            }
        }

        return nearest.Sentence;
    }

    public static string ForName(string name, SchemaNode schema)
    {
        if (schema.Objects is not { Names: { } names } rules)
        {
            return "";
        }

        var nearest = new Search(name);
        for (var i = 0; i < names.Count && i < MostCandidates; i++)
        {
            if (rules.Properties[i] is not null)
            {
                nearest.Try(names[i], escaped: false);
            }
        }

        return nearest.Sentence;
    }

    /// <summary>Keeps the candidate that takes the fewest changes, if they are few enough to be a slip.</summary>
    private ref struct Search(string text)
    {
        private readonly string _text = text;
        private int _least = text.Length is < 3 or > LongestText ? 0 : Math.Max(1, text.Length / 4) + 1;
        private string? _best;

        public readonly string Sentence => _best is null ? "" : $" Did you mean \"{_best}\"?";

        public void Try(ReadOnlySpan<byte> candidate, bool escaped)
        {
            // A character takes at most six bytes, so a text much longer or shorter cannot be near.
            if (_least == 0 || candidate.Length + _least <= _text.Length || candidate.Length > (_text.Length + _least) * 6)
            {
                return;
            }

            var other = escaped ? Utf8Text.ToText(candidate) : Utf8Text.UnescapedToText(candidate);
            if (Math.Abs(other.Length - _text.Length) < _least && Distance(_text, other) is var distance && distance < _least)
            {
                (_least, _best) = (distance, other);
            }
        }
    }

    private static int Distance(string left, string right)
    {
        Span<int> row = stackalloc int[(LongestText * 2) + 1];
        row = row[..(right.Length + 1)];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

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
