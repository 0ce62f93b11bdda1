using System.Text.Json;
using Skills.JsonSchema;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;

namespace Skills.Replies;

/// <summary>A JSON Schema that replies are fitted to. Compile it once and share it: it is immutable and thread-safe.</summary>
public sealed class ReplySchema
{
    private static readonly JsonSchemaOptions Options = new() { AssertFormat = true };

    private ReplySchema(IReplyValidator validator, SchemaView view) => (Validator, Shape) = (validator, new ShapeSpace().Of(view));

    internal IReplyValidator Validator { get; }

    internal SchemaShape Shape { get; }

    internal KnownKeys Keys => _keys.Value;

    private Lazy<KnownKeys> _keys => field ??= new(() => new(Shape.NamesThatDecide()));

    /// <summary>Compiles a schema. Formats are asserted and nothing is fetched.</summary>
    /// <param name="schema">The schema. It is copied, so its document may be disposed afterwards.</param>
    /// <exception cref="JsonSchemaException">The schema is not valid; the message names the place.</exception>
    public static ReplySchema Compile(JsonElement schema)
    {
        var compiled = JsonSchemaValidator.Compile(schema, Options);
        return new(new SchemaValidator(compiled), compiled.View);
    }

    /// <summary>Reads the shape of a schema that something else validates.</summary>
    /// <param name="schema">The schema. It is copied, so its document may be disposed afterwards.</param>
    /// <param name="validator">Validates values against the same schema.</param>
    /// <exception cref="JsonSchemaException">The schema is not valid; the message names the place.</exception>
    public static ReplySchema Compile(JsonElement schema, IReplyValidator validator)
    {
        ArgumentNullException.ThrowIfNull(validator);
        return new(validator, SchemaView.Of(schema));
    }

    private sealed class SchemaValidator(JsonSchemaValidator schema) : IReplyValidator
    {
        public IReadOnlyList<ReplyFinding> Validate(JsonElement value)
        {
            var result = schema.Validate(value);
            return result.IsValid
                ? []
                : [.. result.Errors.Select(static e => new ReplyFinding(e.Keyword.Length > 0 ? e.Keyword : "limit", e.InstanceLocation, e.Message))];
        }
    }
}
