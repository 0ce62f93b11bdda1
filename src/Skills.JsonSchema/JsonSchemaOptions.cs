using System.Text.Json;

namespace Skills.JsonSchema;

/// <summary>
/// Settings for <see cref="JsonSchemaValidator.Compile(JsonElement, JsonSchemaOptions?)"/>. They are read while compiling and not kept:
/// changing them later does not affect compiled schemas.
/// </summary>
public sealed class JsonSchemaOptions
{
    /// <summary>The draft of schemas that do not say <c>$schema</c>.</summary>
    /// <value>The default is <see cref="JsonSchemaDraft.Draft202012"/>.</value>
    public JsonSchemaDraft DefaultDraft { get; set; } = JsonSchemaDraft.Draft202012;

    /// <summary>
    /// Whether <c>format</c> is checked. Otherwise it is an annotation, unless the schema's metaschema asks for the
    /// format-assertion vocabulary. Unknown formats always pass.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AssertFormat { get; set; }

    /// <summary>
    /// Whether draft 7 schemas check <c>contentEncoding</c> (base64) and <c>contentMediaType</c> (application/json), as draft 7 allows
    /// (validation, section 8). Otherwise they are annotations, as in all other validators. Later drafts never check them (2019-09
    /// validation, section 8.1).
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AssertContent { get; set; }

    /// <summary>
    /// Whether schemas are those of OpenAPI 3.0: draft 4, and <c>nullable: true</c> beside <c>type</c> allows null (OpenAPI 3.0.3, section
    /// 4.7.24). Set <see cref="DefaultDraft"/> to <see cref="JsonSchemaDraft.Draft4"/> with it. An <c>enum</c> must list null itself.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool OpenApi30 { get; set; }

    /// <summary>
    /// The URI the schema was retrieved from: its base URI until an <c>$id</c> says otherwise.
    /// </summary>
    /// <value>The default is empty.</value>
    public string BaseUri { get; set; } = "";

    /// <summary>
    /// Other documents a schema may refer to, by the absolute URI each is retrieved under: schemas and custom metaschemas.
    /// Nothing is ever fetched. The metaschemas of all supported drafts are known without being listed here.
    /// </summary>
    /// <remarks>The elements are copied when used, so their documents may be disposed after compiling.</remarks>
    public IDictionary<string, JsonElement> Documents { get; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>The longest schema document accepted, in bytes of UTF-8.</summary>
    /// <value>At least 1. The default is 16 MiB.</value>
    public int MaxSchemaLength { get; set; } = 16 * 1024 * 1024;

    /// <summary>How deep schemas may be nested in one another.</summary>
    /// <value>At least 1. The default is 10,000. A thread with a small stack may refuse earlier, with the same exception.</value>
    public int MaxSchemaDepth { get; set; } = 10_000;

    /// <summary>How many subschemas one compilation may reach, referenced documents included.</summary>
    /// <value>At least 1. The default is 250,000.</value>
    public int MaxSubschemas { get; set; } = 250_000;

    /// <summary>
    /// How large the regular expressions of a schema may be together: characters, ranges of their classes, and copies made of what is repeated.
    /// </summary>
    /// <value>At least 1. The default is 1,000,000, some tens of megabytes.</value>
    public long MaxPatternSize { get; set; } = 1_000_000;

    /// <summary>How deep an instance may be nested, and how deep schemas may apply one another to it.</summary>
    /// <value>At least 1. The default is 10,000. A thread with a small stack may refuse earlier, with the same exception.</value>
    public int MaxDepth { get; set; } = 10_000;

    /// <summary>
    /// How many times one validation may apply a schema to a value: what bounds schemas that branch without end.
    /// </summary>
    /// <value>At least 1. The default is 50,000,000, some seconds of work.</value>
    public long MaxSteps { get; set; } = 50_000_000;

    /// <summary>
    /// How many steps one match of a regular expression with back-references may take: only those try one way after another. All other
    /// patterns, look-around included, take time linear in the text and are bounded by <see cref="MaxSteps"/>. No limit is a time, so a
    /// verdict depends on the schema and the instance alone.
    /// </summary>
    /// <value>At least 1. The default is 5,000,000, some tens of milliseconds.</value>
    public long MaxMatchSteps { get; set; } = 5_000_000;

    /// <summary>How many errors <see cref="JsonSchemaValidator.Validate(JsonElement)"/> lists before it stops looking for more.</summary>
    /// <value>At least 1. The default is 100,000.</value>
    public int MaxErrors { get; set; } = 100_000;

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(BaseUri);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSchemaLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSchemaDepth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSubschemas);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPatternSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxDepth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxErrors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMatchSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)DefaultDraft, (int)JsonSchemaDraft.Draft202012);
        ArgumentOutOfRangeException.ThrowIfNegative((int)DefaultDraft);
    }
}
