using Skills.Engine.Providers.Http;

using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of Gemini on Vertex AI; configuration section <c>SkillsEngine:Providers:Vertex</c>. Credentials are found as Google's libraries do: a JSON file, otherwise the metadata server of the machine.</summary>
public sealed class VertexOptions : ModelProviderOptions
{
    /// <summary>The project that is billed.</summary>
    /// <value>Default null: <c>GOOGLE_CLOUD_PROJECT</c>, then the project of the service account.</value>
    public string? Project { get; set; }

    /// <summary>The location, part of the address.</summary>
    /// <value>Default null: <c>GOOGLE_CLOUD_LOCATION</c>, then <c>global</c>.</value>
    public string? Region { get; set; }

    /// <summary>Path of the credentials' JSON: a service account, or what <c>gcloud auth application-default login</c> writes.</summary>
    /// <value>Default null: <c>GOOGLE_APPLICATION_CREDENTIALS</c>.</value>
    public string? CredentialsFile { get; set; }

    /// <summary>The credentials' JSON itself, as from a secret store. Never logged.</summary>
    /// <value>Default null: <see cref="CredentialsFile"/>.</value>
    public string? CredentialsJson { get; set; }

    /// <summary>Address of the metadata server, asked for a token when there are no credentials.</summary>
    /// <value>Default <c>http://metadata.google.internal</c>.</value>
    public string MetadataUrl { get; set; } = "http://metadata.google.internal";

    /// <summary>Version of the API, the first part of its paths.</summary>
    /// <value>Default <c>v1</c>.</value>
    public string Version { get; set; } = "v1";

    internal override IEnumerable<string> Problems(string section)
    {
        string?[] found =
        [
            ProviderProblems.Address(section + ":MetadataUrl", MetadataUrl),
            ProviderProblems.Region(section + ":Region", Region),
            string.IsNullOrWhiteSpace(CredentialsFile) || CredentialsJson is not null || File.Exists(CredentialsFile) ? null
                : $"{section}:CredentialsFile is '{CredentialsFile}', and there is no such file. Correct the path, or GOOGLE_APPLICATION_CREDENTIALS.",
        ];
        return found.OfType<string>();
    }

    internal override ModelProviderOptions With(ProviderDeployment deployment)
    {
        var copy = (VertexOptions)base.With(deployment);
        copy.Region = deployment.Region ?? Region;
        return copy;
    }

    internal override void Bind(IConfiguration section) => section.Bind(this);
}
