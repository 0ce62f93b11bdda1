using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Rules;

namespace Skills.Engine.Evaluation.Redaction;

/// <summary>Replaces secrets in texts and JSON before anything is written. Immutable and thread-safe.</summary>
internal sealed partial class Redactor
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Mark = "[secret]";

    private const int Shortest = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    // Words that flags and settings consist of. To replace them would destroy every text.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null", "none" };

    private readonly string[] _values;
    private readonly Regex[] _patterns;
    private readonly HashSet<string> _names;

    public Redactor(RedactionOptions options, IDictionary environment)
    {
        _names = [.. options.SecretNames.Select(Folded)];
        _patterns = [.. options.Patterns.Select(Compile)];
        _values = Forms(options.Secrets.Concat(OfEnvironment(options, environment)));
    }

    private Redactor(Redactor other, IEnumerable<string> more)
    {
        (_names, _patterns) = (other._names, other._patterns);
        _values = [.. other._values.Concat(Forms(more)).Distinct(StringComparer.Ordinal).OrderByDescending(static v => v.Length)];
    }

    /// <summary>Returns a redactor that also replaces the values of a skill's secret inputs.</summary>
    public Redactor With(Skill skill, JsonElement inputs)
    {
        if (skill.SecretInputs.Count == 0 || inputs.ValueKind != JsonValueKind.Object)
        {
            return this;
        }

        var values = skill.SecretInputs.SelectMany(pointer => FieldPath.Parse(pointer).Find(inputs)).SelectMany(static m => m.Value is { } value ? Texts(value) : []);
        return new(this, values);
    }

    /// <summary>Returns a text without secrets.</summary>
    public string Text(string text)
    {
        foreach (var value in _values)
        {
            text = text.Replace(value, Mark, StringComparison.Ordinal);
        }

        foreach (var pattern in _patterns)
        {
            text = pattern.Replace(text, Mark);
        }

        text = KeyBlocks().Replace(text, Mark);
        foreach (var kind in SensitiveText.Secrets)
        {
            text = kind.Pattern.Replace(text, Mark);
        }

        return Bearers().Replace(text, "$1" + Mark);
    }

    /// <summary>Returns a text without secrets; null for null.</summary>
    public string? TextOrNull(string? text) => text is null ? null : Text(text);

    /// <summary>Writes a value without secrets, in its texts, its names and its members of secret names.</summary>
    public void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(Text(member.Name));
                    if (_names.Contains(Folded(member.Name)) && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                    {
                        writer.WriteStringValue(Mark);
                    }
                    else
                    {
                        Write(writer, member.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(value.GetString()!));
                break;
            case JsonValueKind.Number when Text(value.GetRawText()) is var number && number != value.GetRawText():
                writer.WriteStringValue(number);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Returns a value without secrets as compact JSON text.</summary>
    public string Json(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static IEnumerable<string> OfEnvironment(RedactionOptions options, IDictionary environment) =>
        from DictionaryEntry variable in environment
        let name = Folded((string)variable.Key)
        where options.SecretVariables.Any(ending => name.EndsWith(Folded(ending), StringComparison.Ordinal))
        select (string?)variable.Value ?? "";

    // A secret is also found where it was escaped for a URL or JSON, or encoded for a header.
    private static string[] Forms(IEnumerable<string> secrets) =>
    [
        .. secrets.Where(static s => s.Length >= Shortest && !Harmless.Contains(s))
            .SelectMany(static s => new[] { s, Uri.EscapeDataString(s), JsonEncodedText.Encode(s).ToString(), Convert.ToBase64String(Encoding.UTF8.GetBytes(s)) })
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(static s => s.Length),
    ];

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(static m => Texts(m.Value)),
        _ => [],
    };

    private static string Folded(string name) =>
        string.Concat(name.Where(static c => c is not ('-' or '_' or '.' or ':'))).ToUpperInvariant();

    [GeneratedRegex("-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(-----END [A-Z ]{0,20}PRIVATE KEY-----)?", RegexOptions.NonBacktracking)]
    private static partial Regex KeyBlocks();

    [GeneratedRegex(@"(\b(?:bearer|basic)\s+)[A-Za-z0-9_\-.=+/~]{8,}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Bearers();

    private static Regex Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Limit);
        }
        catch (NotSupportedException)
        {
            return new(pattern, RegexOptions.CultureInvariant, Limit);
        }
    }
}
