using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Batches.Load;

/// <summary>A model that answers at once and remembers nothing. It has a price.</summary>
/// <param name="text">The text that it answers.</param>
internal class InstantModel(string text = "yes") : IModelClient
{
    /// <summary>The price of one call in USD: 10 tokens in and 5 out.</summary>
    public const decimal Price = 0.00002m;

    private readonly Task<ModelReply> _reply = Task.FromResult(FakeModelClient.Answer($$"""{"echo":"{{text}}"}"""));

    public ModelProvider Provider { get; } = new("instant");

    /// <summary>Gets the model, with a price of one dollar for a million tokens in and two for a million out.</summary>
    public static ModelDefinition Definition { get; } = new FakeModelClient("instant").Model("instant-model") with { MaxOutputTokens = 100, Prices = [new() { Input = 1, Output = 2 }] };

    public virtual Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => _reply;
}
