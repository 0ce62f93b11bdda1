using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>format</c>: a string has one of JSON Schema's formats, such as <c>email</c>, <c>uri</c> (or <c>url</c>), <c>date</c>, <c>date-time</c>, <c>uuid</c>, <c>ipv4</c>.</summary>
internal sealed class FormatRule(RuleFields fields, string format, ICompiledSchema schema) : FieldRule(fields)
{
    private static readonly string[] Known =
    [
        "email", "idn-email", "uri", "url", "uri-reference", "iri", "date", "time", "date-time", "duration", "uuid",
        "hostname", "idn-hostname", "ipv4", "ipv6", "json-pointer", "relative-json-pointer", "regex",
    ];

    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var format = parameters.Word("format", "", Known);
        var schema = JsonElement.Parse($$"""{"type":"string","format":"{{(format == "url" ? "uri" : format)}}"}""");
        return new FormatRule(RuleFields.Read(parameters, setting.Skill), format, setting.Services.Schema(schema));
    }

    protected override string? Judge(JsonElement value, RuleContext context) => value.ValueKind != JsonValueKind.String
        ? $"must be a string; it is {JsonText.KindOf(value)}."
        : schema.Validate(value).Count > 0 ? $"is no {format}: {JsonText.Of(value)}." : null;
}
