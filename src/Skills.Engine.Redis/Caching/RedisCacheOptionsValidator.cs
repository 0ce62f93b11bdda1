using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Caching;

/// <summary>Validates the settings when the host starts. It does not connect.</summary>
internal sealed class RedisCacheOptionsValidator(HostRedisConnection host) : IValidateOptions<RedisCacheOptions>
{
    private const string Setting = $"{RedisCacheOptions.SectionName}:{nameof(RedisCacheOptions.ConnectionString)}";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RedisCacheOptions options) =>
        Problem(options) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;

    private string? Problem(RedisCacheOptions options)
    {
        if (options.ConnectionFactory is not null)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return host.IsRegistered
                ? null
                : $"{Setting} is empty. Set it, for example to 'localhost:6379', set {nameof(RedisCacheOptions.ConnectionFactory)}, or register an {nameof(IConnectionMultiplexer)}.";
        }

        return RedisConnectionString.Problem(options.ConnectionString) is { } problem ? $"{Setting} cannot be used: {problem}" : null;
    }
}
