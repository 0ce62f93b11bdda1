namespace Skills.Engine.Providers.Http;

/// <summary>One call as its wire writes it: the request, and how the wanted shape is asked for.</summary>
internal sealed record WireRequest(ModelRequest Request, SchemaMode Mode, LoweredSchema? Schema, bool Stream, OptionReport Report)
{
    public ModelDefinition Model => Request.Model;

    public ModelOptions Options => Request.Options;

    public bool Can(ModelCapabilities capability) => (Model.Capabilities & capability) == capability;

    /// <summary>The name of the forced tool and of the schema.</summary>
    public string OutputName => Request.Output?.Name ?? "output";

    /// <summary>The longest reply to ask for, within the model's limit; null when neither skill nor caller says one.</summary>
    public int? MaxOutputTokens => Options.MaxOutputTokens is { } wanted && Model.MaxOutputTokens is { } limit ? Math.Min(wanted, limit) : Options.MaxOutputTokens;
}
