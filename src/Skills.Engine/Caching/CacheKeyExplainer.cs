using System.Text.Json;
using Skills.Engine.Compilation;
using Skills.Json;

namespace Skills.Engine.Caching;

/// <summary>Takes a key apart for people: the same parts as the key, with the skill's content and the inputs in finer pieces.</summary>
internal static class CacheKeyExplainer
{
    private const int ShownDigits = 16;

    private static readonly IReadOnlyList<(string Name, Action<ContentHasher, Skill> Append)> SkillParts =
    [
        ("skill.promptTemplate", static (hasher, skill) => hasher.Append(skill.PromptTemplate)),
        ("skill.messages", static (hasher, skill) => hasher.Append(SkillJson.Element(writer => SkillJson.Messages(writer, skill)))),
        ("skill.partials", static (hasher, skill) => hasher.Append(skill.Partials)),
        ("skill.undefined", static (hasher, skill) => hasher.Append((long)skill.Undefined)),
        ("skill.whitespace", static (hasher, skill) => hasher.Append((long)skill.Whitespace)),
        ("skill.inputSchema", static (hasher, skill) => hasher.Append(skill.InputSchema)),
        ("skill.inputDefaults", static (hasher, skill) => hasher.Append(skill.InputDefaults)),
        ("skill.outputSchema", static (hasher, skill) => hasher.Append(skill.OutputSchema)),
        ("skill.output", static (hasher, skill) => hasher.Append(SkillJson.Element(writer => SkillJson.Output(writer, skill)))),
        ("skill.category", static (hasher, skill) => hasher.Append(skill.Category)),
        ("skill.tools", static (hasher, skill) => hasher.Append(skill.Tools)),
        ("skill.rules", static (hasher, skill) => hasher.Append(SkillJson.Element(writer => SkillJson.Rules(writer, skill)))),
        ("skill.modelPreferences", static (hasher, skill) => hasher.Append(SkillJson.Element(writer => SkillJson.Model(writer, skill)))),
        ("skill.examples", static (hasher, skill) => hasher.Append(SkillJson.Element(writer => SkillJson.Examples(writer, skill)))),
        ("skill.steps", static (hasher, skill) => hasher.Append(SkillJson.Element(writer => SkillJson.Steps(writer, skill)))),
    ];

    public static IReadOnlyList<CacheKeyPart> Explain(SkillCacheRequest request)
    {
        var parts = new List<CacheKeyPart>();
        foreach (var (name, append, _) in CacheKey.Parts)
        {
            Add(name, hasher => append(hasher, request));
            switch (name)
            {
                case "skill.content":
                    foreach (var (piece, appendPiece) in SkillParts)
                    {
                        Add(piece, hasher => appendPiece(hasher, request.Skill));
                    }

                    break;
                case "inputs" when request.Inputs.ValueKind == JsonValueKind.Object:
                    foreach (var input in request.Inputs.EnumerateObject())
                    {
                        Add("inputs/" + input.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), hasher => hasher.Append(input.Value));
                    }

                    break;
            }
        }

        return parts;

        void Add(string name, Action<ContentHasher> append)
        {
            using var hasher = new ContentHasher();
            append(hasher);
            parts.Add(new(name, hasher.FinishHex()[..ShownDigits]));
        }
    }
}
