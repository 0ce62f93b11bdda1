using Microsoft.Extensions.Options;
using Skills.Engine.Redis;

namespace Skills.Engine;

/// <summary>Validates the settings when the host starts. It does not connect.</summary>
internal sealed class RedisCacheOptionsValidator(HostRedisConnection host) : IValidateOptions<RedisCacheOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RedisCacheOptions options)
    {
        List<string> sentences = [.. options.Check(host.IsRegistered)];
        return sentences.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentences);
    }
}
