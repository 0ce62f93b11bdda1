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
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, skill);
        }

        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.GetBytes(JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 }))));
    }

    private static void Write(Utf8JsonWriter writer, Skill skill)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format", 1);
        writer.WriteString("id", skill.Id);
        writer.WriteString("version", skill.Version);
        Write(writer, "template", skill.PromptTemplate);
        Write(writer, "messages", skill.Messages);
        Write(writer, "partials", skill.Partials);
        Write(writer, "undefined", skill.Undefined);
        if (skill.Whitespace != TemplateWhitespace.Trim)
        {
            Write(writer, "whitespace", skill.Whitespace);
        }

        Write(writer, "input", skill.InputSchema);
        Write(writer, "defaults", skill.InputDefaults);
        Write(writer, "outputSchema", skill.OutputSchema);
        Write(writer, "output", skill.Output);
        Write(writer, "category", skill.Category);
        Write(writer, "model", skill.ModelPreferences);
        Write(writer, "rules", skill.ValidationRules);
        Write(writer, "examples", skill.Examples);
        if (skill.Tools.Count > 0)
        {
            Write(writer, "tools", skill.Tools);
        }

        if (skill.Composition is not null)
        {
            Write(writer, "steps", skill.Composition);
        }

        writer.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter writer, string name, T value)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, Skill.InfoOf<T>());
    }
}
