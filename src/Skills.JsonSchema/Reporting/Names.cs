using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>Property names as strings, lone surrogates included, which <see cref="JsonProperty.Name"/> refuses.</summary>
internal static class Names
{
    public static string Of(JsonProperty property) => Utf8Text.ToText(JsonMarshal.GetRawUtf8PropertyName(property));

    public static string Quoted(JsonProperty property) => Shortened.Quoted(JsonMarshal.GetRawUtf8PropertyName(property));
}
