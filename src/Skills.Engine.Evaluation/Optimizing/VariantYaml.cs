using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine.Evaluation.Expectations;

namespace Skills.Engine.Evaluation.Optimizing;

/// <summary>Writes a variant as the lines of a skill file, for people to read.</summary>
internal static class VariantYaml
{
    public static string Of(string name, Skill skill)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"  {Quoted(name)}:\n    weight: 0\n    prompt: null\n    messages:\n");
        foreach (var message in skill.Messages)
        {
            Message(text, message);
        }

        if (skill.Messages.Any(static m => m.Examples))
        {
            text.Append("    examples:\n");
            foreach (var example in skill.Examples)
            {
                text.Append("      - ").Append(example.Name is { } called ? $"name: {Quoted(called)}\n        " : "")
                    .Append("input: ").Append(Json(example.Input)).Append("\n        output: ").Append(Json(example.Output)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Message(StringBuilder text, SkillMessage message)
    {
        if (message.Examples)
        {
            text.Append("      - examples: true\n");
            return;
        }

        if (message.History is { } history)
        {
            text.Append("      - history: ").Append(Quoted(history)).Append('\n');
            text.Append(message.Last is { } last ? string.Create(CultureInfo.InvariantCulture, $"        last: {last}\n") : "");
            return;
        }

        text.Append("      - role: ").Append(message.Role.ToString().ToLowerInvariant()).Append('\n');
        text.Append(message.When is { } when ? $"        when: {Quoted(when)}\n" : "");
        text.Append(message.CacheBreakpoint ? "        cache: true\n" : "");
        text.Append("        content: ").Append(Block(message.Content ?? "", "          ")).Append('\n');
    }

    // A block is easier to review. What a block would change is quoted instead.
    private static string Block(string content, string indent)
    {
        var lines = content.Split('\n');
        var isPlain = lines.Length > 1
            && lines[0].Length > 0 && !char.IsWhiteSpace(lines[0][0]) && lines[^1].Length > 0
            && lines.All(static l => (l.Length == 0 || !char.IsWhiteSpace(l[^1])) && !l.Any(static c => char.IsControl(c) || c is '\uFEFF' or '\u0085' or '\u2028' or '\u2029'));
        return isPlain ? "|-\n" + string.Join('\n', lines.Select(l => l.Length == 0 ? "" : indent + l)) : Quoted(content);
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, ShownContext.Relaxed.String);

    private static string Json(JsonElement value) => JsonSerializer.Serialize(value, ShownContext.Relaxed.JsonElement);
}
