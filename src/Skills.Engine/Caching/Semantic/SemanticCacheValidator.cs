using Microsoft.Extensions.Options;

namespace Skills.Engine.Caching.Semantic;

/// <summary>Checks at start that there is something to make embeddings with.</summary>
internal sealed class SemanticCacheValidator(IEnumerable<ITextEmbedder> embedders) : IValidateOptions<SkillsEngineOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SkillsEngineOptions options) => embedders.Any()
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("UseSemanticCache needs embeddings. Call AddEmbeddings, or register an ITextEmbedder.");
}
