namespace Skills.Engine.Models;

/// <summary>Models of a server one runs oneself: any name, no price.</summary>
internal static class LocalModels
{
    public const string Provider = "local";
    public const string Prefix = "local/";

    public static ModelDefinition Define(string name) => new()
    {
        Id = name,
        Provider = Provider,
        Capabilities = ModelCapabilities.JsonSchema | ModelCapabilities.JsonMode | ModelCapabilities.Streaming
            | ModelCapabilities.Sampling | ModelCapabilities.Seed | ModelCapabilities.SystemPrompt,
        Prices = [new() { Input = 0, Output = 0 }],
    };
}
