using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.JsonSchema;

namespace Skills.Engine.Inputs;

/// <summary>Fills in defaults, and validates with the registered schema compiler.</summary>
internal sealed class SchemaInputValidator : InputValidator
{
    private readonly InputReader _reader;
    private readonly PerSkill<CompiledInput> _compiled;

    public SchemaInputValidator(ISchemaCompiler schemas, IOptions<SkillsEngineOptions> options)
    {
        var limits = options.Value;
        _reader = new(limits.MaxInputBytes, limits.MaxInputDepth);
        _compiled = new(skill => new(skill.InputSchema, skill.InputSchema is { } schema ? schemas.Compile(schema) : null), limits.MaxCompiledSkills);
    }

    /// <inheritdoc/>
    public override InputValidation Validate(Skill skill, object? inputs)
    {
        var (value, problem) = _reader.Read(inputs);
        if (problem is not null)
        {
            return new(value.ValueKind == JsonValueKind.Undefined ? null : value, [Error("input.unreadable", "", problem)]);
        }

        CompiledInput compiled;
        try
        {
            compiled = _compiled.Get(skill);
        }
        catch (SchemaCompileException wrong)
        {
            return new(value, [Error("input.schema", "", $"The skill's input schema cannot be compiled: {wrong.Message}")]);
        }

        if (inputs is not (null or JsonElement or JsonDocument or JsonNode or IDictionary))
        {
            value = InputNames.Fit(value, compiled.View);
        }

        if (skill.InputDefaults is { ValueKind: JsonValueKind.Object } defaults)
        {
            value = WithDefaults(value, defaults);
        }

        if (compiled.Schema is not { } schema)
        {
            return new(value, []);
        }

        value = schema.ApplyDefaults(value);
        var findings = schema.Validate(value);
        return new(value, findings.Count == 0 ? [] : [.. findings.Select(static f => Error($"input.{f.Keyword}", f.Path, f.Message))]);
    }

    private static SkillError Error(string code, string path, string message) => new(code, SkillStep.ValidateInput, path, message);

    private static JsonElement WithDefaults(JsonElement value, JsonElement defaults)
    {
        if (defaults.EnumerateObject().All(d => value.TryGetProperty(d.Name, out _)))
        {
            return value;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in value.EnumerateObject().Concat(defaults.EnumerateObject().Where(d => !value.TryGetProperty(d.Name, out _))))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    private sealed class CompiledInput(JsonElement? written, ICompiledSchema? schema)
    {
        public ICompiledSchema? Schema => schema;

        // Names are fitted by our own view even where the host validates with another library. What our compiler refuses has no names to fit.
        public SchemaView? View => field ??= schema is CompiledJsonSchema own ? own.View : ViewOf(written);

        private static SchemaView? ViewOf(JsonElement? written)
        {
            try
            {
                return written is { } schema ? SchemaView.Of(schema) : null;
            }
            catch (JsonSchemaException)
            {
                return null;
            }
        }
    }
}
