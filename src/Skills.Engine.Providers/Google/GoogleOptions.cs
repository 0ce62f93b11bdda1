using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of the Google provider; configuration section <c>SkillsEngine:Providers:Google</c>.</summary>
public sealed class GoogleOptions : ModelProviderOptions
{
    /// <summary>Version of the API, the first part of its paths.</summary>
    /// <value>Default <c>v1beta</c>, which alone has structured output by JSON Schema.</value>
    public string Version { get; set; } = "v1beta";

    internal override void Bind(IConfiguration section) => section.Bind(this);
}
