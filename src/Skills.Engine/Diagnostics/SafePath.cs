using System.Globalization;

namespace Skills.Engine.Diagnostics;

/// <summary>Paths without content: a JSON Pointer's token may be a property name the caller or the model made up, and is kept only when the skill's schema says it, or when it is an index.</summary>
internal static class SafePath
{
    public const string Unknown = "*";

    // Longer numbers are no places in a list, but names somebody made up: of an account, of a person.
    private const int MaxIndexLength = 5;

    public static string Of(Skill? skill, SkillStep step, string path)
    {
        if (path.Length == 0 || step is not (SkillStep.ValidateInput or SkillStep.ValidateOutput or SkillStep.RunRules))
        {
            return path;
        }

        var schema = (step == SkillStep.ValidateInput ? skill?.InputSchema : skill?.OutputSchema)?.GetRawText() ?? "";
        var tokens = path.Split('/');
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!IsKnown(tokens[i], schema))
            {
                tokens[i] = Unknown;
            }
        }

        return string.Join('/', tokens);
    }

    private static bool IsKnown(string token, string schema) =>
        token.Length == 0
        || (token.Length <= MaxIndexLength && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        || schema.Contains($"\"{token}\"", StringComparison.Ordinal);
}
