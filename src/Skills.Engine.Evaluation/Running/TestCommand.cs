using System.Buffers;
using System.Text;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Writes the command that runs a case again, for a POSIX shell.</summary>
internal static class TestCommand
{
    // What a shell reads within double quotes.
    private static readonly SearchValues<char> Special = SearchValues.Create("\"$`\\!'\n");

    public static string Of(PlannedTest test, SkillTestOptions options, string? answers)
    {
        var text = new StringBuilder("skills test ").Append(Quoted(test.Definition.Skill.Slug, test.Case.Name));
        if (test.Target.Model is { } model)
        {
            text.Append(" --model ").Append(Word(model));
        }

        if (test.Target.Variant is { Length: > 0 } variant)
        {
            text.Append(" --variant ").Append(Word(variant));
        }

        foreach (var word in options.CommandArguments)
        {
            text.Append(' ').Append(Word(word));
        }

        return answers is null ? text.ToString() : text.Append(' ').Append(answers).ToString();
    }

    private static string Quoted(string skill, string name) =>
        name.AsSpan().ContainsAny(Special) ? Word($"{skill}#{name}") : $"{skill}#\"{name}\"";

    private static string Word(string text) =>
        text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '@')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
