using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Skills.Json;

namespace Skills.Engine.Compilation;

/// <summary>The content hash of a skill: SHA-256 over everything in it that can change a result. Computed once for each instance.</summary>
internal static class SkillHash
{
    private static readonly ConditionalWeakTable<Skill, string> Known = [];

    /// <summary>64 lower-case hexadecimal digits. Name, description, status, cache policy and limits are not part of it.</summary>
    public static string Of(Skill skill) => Known.GetValue(skill, static s => Compute(s));

    private static string Compute(Skill skill)
    {
        var canonical = new ArrayBufferWriter<byte>(4096);
        CanonicalJson.Write(SkillJson.Element(writer => Write(writer, skill)), canonical);
        return Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, Skill skill)
    {
        writer.Put("format", 1L);
        writer.Put("id", skill.Id);
        writer.Put("version", skill.Version);
        writer.Put("template", skill.PromptTemplate);
        SkillJson.Messages(writer, skill);
        writer.Put("partials", skill.Partials);
        writer.Put("undefined", (long)skill.Undefined);
        if (skill.Whitespace != TemplateWhitespace.Trim)
        {
            writer.Put("whitespace", (long)skill.Whitespace);
        }

        writer.Put("input", skill.InputSchema);
        writer.Put("defaults", skill.InputDefaults);
        writer.Put("outputSchema", skill.OutputSchema);
        SkillJson.Output(writer, skill);
        writer.Put("category", skill.Category);
        SkillJson.Model(writer, skill);
        SkillJson.Rules(writer, skill);
        SkillJson.Examples(writer, skill);
        if (skill.Tools.Count > 0)
        {
            writer.Put("tools", skill.Tools);
        }

        if (skill.Composition is not null)
        {
            SkillJson.Steps(writer, skill);
        }
    }
}
