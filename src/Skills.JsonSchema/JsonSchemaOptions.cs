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
    /// Whether draft 7 schemas check <c>contentEncoding</c> (base64) and <c>contentMediaType</c> (application/json).
    /// Later drafts never do (2019-09 validation, section 8.1).
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AssertContent { get; set; } = true;

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
    /// How long one match of a regular expression may take. Only patterns with look-around or back-references can need
    /// long: the others do not backtrack and take time linear in the text.
    /// </summary>
    /// <value>More than nothing, at most a day. The default is 250 milliseconds.</value>
    public TimeSpan RegexTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

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
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RegexTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RegexTimeout, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)DefaultDraft, (int)JsonSchemaDraft.Draft202012);
        ArgumentOutOfRangeException.ThrowIfNegative((int)DefaultDraft);
    }
}
