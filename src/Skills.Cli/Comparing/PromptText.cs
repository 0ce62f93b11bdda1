using System.Text;
using Skills.Engine;

namespace Skills.Cli.Comparing;

/// <summary>Everything of a skill that a model sees, as one text that can be compared.</summary>
internal static class PromptText
{
    /// <summary>Returns templates by role, then partials.</summary>
    public static string Of(Skill skill)
    {
        var text = new StringBuilder();
        if (skill.PromptTemplate is { } prompt)
        {
            text.Append(prompt.TrimEnd('\n')).Append('\n');
        }

        foreach (var message in skill.Messages)
        {
            text.Append("── ").Append(message switch
            {
                { Examples: true } => "examples",
                { History: { } history } => $"history of {history}",
                _ => message.Role.ToString().ToLowerInvariant(),
            }).Append('\n');
            foreach (var part in message.Content is { } content ? [content] : message.Parts.Select(static p => p.Text ?? p.MediaUrl ?? ""))
            {
                text.Append(part.TrimEnd('\n')).Append('\n');
            }
        }

        foreach (var (name, partial) in skill.Partials.OrderBy(static p => p.Key, StringComparer.Ordinal))
        {
            text.Append("── partial ").Append(name).Append('\n').Append(partial.TrimEnd('\n')).Append('\n');
        }

        return text.ToString();
    }
}
