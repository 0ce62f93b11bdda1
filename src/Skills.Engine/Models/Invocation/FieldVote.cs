using System.Text.Json;
using Skills.Json;

namespace Skills.Engine.Models.Invocation;

/// <summary>A majority vote over objects, field by field; over anything else as a whole.</summary>
internal static class FieldVote
{
    /// <summary>The value most of the answers gave; equal numbers fall to the earlier one.</summary>
    public static JsonElement Of(IReadOnlyList<JsonElement> answers)
    {
        if (answers.Any(static a => a.ValueKind is not JsonValueKind.Object))
        {
            return Most(answers);
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var name in answers.SelectMany(static a => a.EnumerateObject()).Select(static p => p.Name).Distinct())
            {
                // A field most answers leave out is left out.
                var values = answers.Where(a => a.TryGetProperty(name, out _)).Select(a => a.GetProperty(name)).ToList();
                if (values.Count * 2 >= answers.Count)
                {
                    json.WritePropertyName(name);
                    Most(values).WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    /// <summary>How many of an answer's fields agree with the vote: which model may be named as the one that answered.</summary>
    public static int Agreement(JsonElement answer, JsonElement vote) =>
        answer.ValueKind is JsonValueKind.Object && vote.ValueKind is JsonValueKind.Object
            ? vote.EnumerateObject().Count(p => answer.TryGetProperty(p.Name, out var own) && Same(own, p.Value))
            : Same(answer, vote) ? 1 : 0;

    private static JsonElement Most(IEnumerable<JsonElement> values) =>
        values.GroupBy(CanonicalJson.GetString).MaxBy(static g => g.Count())!.First();

    private static bool Same(JsonElement a, JsonElement b) => CanonicalJson.GetString(a) == CanonicalJson.GetString(b);
}
