using System.Text;
using System.Text.Json;

namespace Skills.Replies.Damage;

/// <summary>Writes a sample as JSON, with a place for each damage.</summary>
internal sealed class DamageWriter
{
    public bool Pretty { get; init; }

    public Func<string, string> Key { get; init; } = DamageSample.Quoted;

    public Func<string, string> Text { get; init; } = DamageSample.Quoted;

    public Func<string, string> Literal { get; init; } = static literal => literal;

    /// <summary>The colon and comma of a member of the root, by its index.</summary>
    public Func<int, string> Colon { get; init; } = static _ => ":";

    public Func<int, string> Comma { get; init; } = static _ => ",";

    /// <summary>A member of the root as a whole, by its index: key, colon and value.</summary>
    public Func<int, string, string, string> Member { get; init; } = static (_, key, value) => key + value;

    public string End { get; init; } = "}";

    public string Write(DamageSample sample)
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < sample.Members.Count; i++)
        {
            var (key, json) = sample.Members[i];
            text.Append(Pretty ? "\n  " : "");
            text.Append(Member(i, Key(key) + Colon(i) + (Pretty ? " " : ""), Value(JsonElement.Parse(json))));
            text.Append(i + 1 < sample.Members.Count ? Comma(i) : "");
        }

        return text.Append(Pretty ? "\n" : "").Append(End).ToString();
    }

    private string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value.GetString()!),
        JsonValueKind.Array => "[" + string.Join(Pretty ? ", " : ",", value.EnumerateArray().Select(Value)) + "]",
        JsonValueKind.Object => "{" + string.Join(Pretty ? ", " : ",", value.EnumerateObject().Select(m => Key(m.Name) + ":" + (Pretty ? " " : "") + Value(m.Value))) + "}",
        _ => Literal(value.GetRawText()),
    };
}
