using Microsoft.Extensions.Options;

namespace Skills.Engine;

/// <summary>Checks the settings when the host starts; whether the server is there is not asked.</summary>
internal sealed class RedisCacheOptionsValidator : IValidateOptions<RedisCacheOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RedisCacheOptions options)
    {
        List<string> sentences = [.. options.Check()];
        return sentences.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentences);
    }
}
