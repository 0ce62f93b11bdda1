using System.Globalization;
using System.Text.Json;

namespace Skills.Replies.Damage;

/// <summary>A random answer to one schema, with texts as models write them: quotes, commas, colons, brackets, line breaks and other scripts.</summary>
internal sealed record DamageSample(IReadOnlyList<(string Key, string Json)> Members)
{
    public const string Schema = """
        {
          "type": "object",
          "properties": {
            "title": { "type": "string" },
            "summary": { "type": "string" },
            "level": { "enum": ["low", "medium", "high"] },
            "item_count": { "type": "integer" },
            "price": { "type": "number" },
            "is_open": { "type": "boolean" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "owner": {
              "type": "object",
              "properties": { "full_name": { "type": "string" }, "mail": { "type": "string" } },
              "required": ["full_name", "mail"],
              "additionalProperties": false
            },
            "remark": { "type": ["string", "null"] }
          },
          "required": ["title", "summary", "level", "item_count", "price", "is_open", "tags", "owner", "remark"],
          "additionalProperties": false
        }
        """;

    private static readonly string[] Words =
        ["water", "under the sink", "Anna's note", "a \"large\" leak", "costs 1,200 EUR", "see https://example.org/a?b=1", "from 9:30 to 10:00", "[urgent]", "{draft}", "Füße", "日本語", "C:\\temp", "50 %", "e.g. pipes", "first; second", "it works (mostly)"];

    public string Json => "{" + string.Join(",", Members.Select(static m => $"\"{m.Key}\":{m.Json}")) + "}";

    public static DamageSample Next(Random random) => new(
    [
        ("title", Text(random, 3)),
        ("summary", Text(random, 8)),
        ("level", Quoted(Pick(random, "low", "medium", "high"))),
        ("item_count", random.Next(-20, 5000).ToString(CultureInfo.InvariantCulture)),
        ("price", string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, 900)}.{random.Next(10, 99)}")),
        ("is_open", random.Next(2) == 0 ? "true" : "false"),
        ("tags", "[" + string.Join(",", Enumerable.Range(0, random.Next(1, 5)).Select(_ => Text(random, 1))) + "]"),
        ("owner", $"{{\"full_name\":{Text(random, 2)},\"mail\":\"user{random.Next(100)}@example.org\"}}"),
        ("remark", random.Next(3) == 0 ? "null" : Text(random, 4)),
    ]);

    public static string Quoted(string text) => JsonSerializer.Serialize(text, Relaxed);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(Random random, int most) => Quoted(string.Join(' ', Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Pick(random, Words))));

    public static string Pick(Random random, params string[] all) => all[random.Next(all.Length)];
}
