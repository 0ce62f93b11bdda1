using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Inputs;

/// <summary>Fills in defaults, and validates with the registered schema compiler.</summary>
internal sealed class SchemaInputValidator(CompiledInputs schemas, IOptions<SkillsEngineOptions> options) : InputValidator
{
    private readonly InputReader _reader = new(options.Value.MaxInputBytes, options.Value.MaxInputDepth);

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
            compiled = schemas.Of(skill);
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
}
