using System.Text.Json;
using Skills.JsonSchema;
using Skills.Replies.Alignment;

namespace Skills.Replies;

/// <summary>A JSON Schema that replies are fitted to. Compile it once and share it: it is immutable and thread-safe.</summary>
public sealed class ReplySchema
{
    private ReplySchema(IReplyValidator validator, SchemaShape shape) => (Validator, Shape) = (validator, shape);

    internal IReplyValidator Validator { get; }

    internal SchemaShape Shape { get; }

    /// <summary>Compiles a schema. Formats are asserted and nothing is fetched.</summary>
    /// <param name="schema">The schema; must stay valid as long as the result is used, so clone it when its document is disposed.</param>
    /// <exception cref="JsonSchemaException">The schema is not valid; the message names the place.</exception>
    public static ReplySchema Compile(JsonElement schema) => Compile(schema, new SchemaValidator(schema));

    /// <summary>Reads the shape of a schema that something else validates.</summary>
    /// <param name="schema">The schema; must stay valid as long as the result is used.</param>
    /// <param name="validator">Validates values against the same schema.</param>
    public static ReplySchema Compile(JsonElement schema, IReplyValidator validator)
    {
        ArgumentNullException.ThrowIfNull(validator);
        return new(validator, new SchemaShapeReader(schema).Read());
    }

    private sealed class SchemaValidator(JsonElement schema) : IReplyValidator
    {
        private static readonly JsonSchemaOptions Options = new() { AssertFormat = true };

        private readonly JsonSchemaValidator _schema = JsonSchemaValidator.Compile(schema, Options);

        public IReadOnlyList<ReplyFinding> Validate(JsonElement value)
        {
            var result = _schema.Validate(value);
            return result.IsValid
                ? []
                : [.. result.Errors.Select(static e => new ReplyFinding(e.Keyword.Length > 0 ? e.Keyword : "limit", e.InstanceLocation, e.Message))];
        }
    }
}
