using System.Text.Json;

namespace Skills.Replies.Damage;

/// <summary>One way in which models spoil a reply.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spoil">Makes the reply of a sample.</param>
/// <param name="IsLost">Whether the answer cannot be known from the reply, so that asking again is right.</param>
internal sealed record DamageKind(string Name, Func<DamageSample, Random, string> Spoil, bool IsLost = false);

/// <summary>The kinds of damage.</summary>
internal static class DamageKinds
{
    public static IReadOnlyList<DamageKind> All { get; } =
    [
        new("trailing comma", static (s, r) => new DamageWriter { Pretty = Coin(r), End = ",}" }.Write(s)),
        new("missing comma", static (s, r) => With(s, r, static hit => new() { Pretty = true, Comma = i => i == hit ? "" : "," })),
        new("missing colon", static (s, r) => With(s, r, static hit => new() { Pretty = true, Colon = i => i == hit ? "" : ":" })),
        new("single quotes", static (s, r) => new DamageWriter { Pretty = Coin(r), Key = Single, Text = Single }.Write(s)),
        new("bare keys", static (s, r) => new DamageWriter { Pretty = Coin(r), Key = static key => key }.Write(s)),
        new("typographic quotes", static (s, r) => new DamageWriter { Pretty = Coin(r), Key = static k => $"“{k}”", Text = static t => $"“{DamageSample.Quoted(t)[1..^1]}”" }.Write(s)),
        new("key without opening quote", static (s, r) => With(s, r, static hit => new() { Pretty = true, Member = (i, key, value) => (i == hit ? key[1..] : key) + value })),
        new("key without closing quote", static (s, r) => With(s, r, static hit => new() { Pretty = true, Member = (i, key, value) => (i == hit ? Cut(key, '"') : key) + value })),
        new("text without closing quote", static (s, r) => With(s, r, static hit => new() { Pretty = true, Member = (i, key, value) => key + (i == hit && value is ['"', ..] ? value[..^1] : value) })),
        new("text without opening quote", static (s, r) => With(s, r, static hit => new() { Pretty = true, Member = (i, key, value) => key + (i == hit && value is ['"', ..] ? value[1..] : value) })),
        new("inner quotes", static (s, r) => new DamageWriter { Pretty = Coin(r), Text = static t => DamageSample.Quoted(t).Replace("\\\"", "\"", StringComparison.Ordinal) }.Write(s)),
        new("raw line breaks", static (s, r) => new DamageWriter { Pretty = Coin(r) }.Write(Broken(s)).Replace("\\n", "\n", StringComparison.Ordinal)),
        new("comments", static (s, r) => With(s, r, static hit => new() { Pretty = true, Comma = i => i == hit ? ", // as asked" : "," })),
        new("Python literals", static (s, r) => new DamageWriter { Pretty = Coin(r), Literal = static l => l switch { "true" => "True", "false" => "False", "null" => "None", _ => l } }.Write(s)),
        new("fence", static (s, r) => $"Here you are:\n```{DamageSample.Pick(r, "json", "", "JSON")}\n{Plain(s, r)}\n```\nAnything else?"),
        new("prose around", static (s, r) => $"Sure, here it is: {Plain(s, r)} I hope this helps."),
        new("thoughts", static (s, r) => $"<think>The level could be {{\"level\": \"low\"}}.</think>\n{Plain(s, r)}"),
        new("cut off", static (s, r) => Plain(s, r) is var text ? text[..r.Next(text.Length / 4, text.Length - 2)] : "", IsLost: true),
        new("key spelling", static (s, r) => new DamageWriter { Pretty = Coin(r), Key = k => DamageSample.Quoted(Respell(k, r.Next(3))) }.Write(s)),
        new("numbers as texts", static (s, r) => new DamageWriter { Pretty = Coin(r), Literal = static l => char.IsAsciiDigit(l[^1]) ? $"\"{l}\"" : l }.Write(s)),
        new("booleans as words", static (s, r) => new DamageWriter { Pretty = Coin(r), Literal = static l => l switch { "true" => "\"yes\"", "false" => "\"No\"", _ => l } }.Write(s)),
        new("enum case", static (s, r) => new DamageWriter { Pretty = Coin(r), Text = static t => DamageSample.Quoted(t is "low" or "medium" or "high" ? t.ToUpperInvariant() : t) }.Write(s)),
        new("enum negated", static (s, r) => new DamageWriter { Text = t => DamageSample.Quoted(t is "low" or "medium" or "high" ? string.Format(null, DamageSample.Pick(r, "not {0}", "less than {0}", "anything but {0}", "{0}? hardly"), t) : t) }.Write(s), IsLost: true),
        new("wrapper", static (s, r) => $"{{\"{DamageSample.Pick(r, "result", "output", "data")}\": {Plain(s, r)}}}"),
        new("tool call", static (s, r) => $"<tool_call>{{\"name\": \"answer\", \"arguments\": {Plain(s, r)}}}</tool_call>"),
        new("doubled braces", static (s, r) => $"{{{Plain(s, r)}}}"),
        new("escaped once", static (s, r) => DamageSample.Quoted(Plain(s, r))[1..^1]),
        new("duplicate key", static (s, r) => new DamageWriter { End = ",\"level\":\"" + (s.Members[2].Json == "\"low\"" ? "high" : "low") + "\"}" }.Write(s), IsLost: true),
        new("missing brace", static (s, r) => new DamageWriter { Pretty = Coin(r), End = "" }.Write(s)),
    ];

    private static bool Coin(Random random) => random.Next(2) == 0;

    private static string Plain(DamageSample sample, Random random) => new DamageWriter { Pretty = Coin(random) }.Write(sample);

    private static string With(DamageSample sample, Random random, Func<int, DamageWriter> writer) => writer(random.Next(sample.Members.Count)).Write(sample);

    private static string Single(string text) => "'" + DamageSample.Quoted(text)[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    private static string Cut(string text, char last) => text.LastIndexOf(last) is > 0 and var at ? text.Remove(at, 1) : text;

    private static DamageSample Broken(DamageSample sample) => new([.. sample.Members.Select(static m => m.Key == "summary" ? (m.Key, m.Json[..^1] + "\\nA second line.\"") : m)]);

    private static string Respell(string key, int form)
    {
        var words = key.Split('_').Select(static w => char.ToUpperInvariant(w[0]) + w[1..]).ToArray();
        return form switch
        {
            0 => string.Join(' ', words),
            1 => string.Concat(words),
            _ => char.ToLowerInvariant(words[0][0]) + string.Concat(words)[1..],
        };
    }
}
