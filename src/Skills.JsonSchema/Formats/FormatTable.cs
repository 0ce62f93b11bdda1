using System.Collections.Frozen;

namespace Skills.JsonSchema.Formats;

/// <summary>The formats of all drafts (2020-12 validation, section 7.3); each is known whatever the draft.</summary>
internal static class FormatTable
{
    private static readonly FrozenDictionary<string, FormatCheck> Checks = new Dictionary<string, FormatCheck>
    {
        ["date"] = DateAndTime.IsDate,
        ["time"] = DateAndTime.IsTime,
        ["date-time"] = DateAndTime.IsDateTime,
        ["duration"] = Duration.IsDuration,
        ["email"] = Email.IsEmail,
        ["idn-email"] = Email.IsIdnEmail,
        ["hostname"] = HostName.IsHostName,
        ["idn-hostname"] = HostName.IsIdnHostName,
        ["ipv4"] = IpAddress.IsV4,
        ["ipv6"] = IpAddress.IsV6,
        ["uri"] = UriFormat.IsUri,
        ["uri-reference"] = UriFormat.IsUriReference,
        ["iri"] = UriFormat.IsIri,
        ["iri-reference"] = UriFormat.IsIriReference,
        ["uri-template"] = UriTemplate.IsUriTemplate,
        ["uuid"] = Uuid.IsUuid,
        ["json-pointer"] = JsonPointer.IsPointer,
        ["relative-json-pointer"] = JsonPointer.IsRelativePointer,
        ["regex"] = RegexFormat.IsRegex,
    }.ToFrozenDictionary();

    public static FormatCheck? Find(string name) => Checks.GetValueOrDefault(name);
}
