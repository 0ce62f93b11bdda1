using Microsoft.Extensions.Options;

namespace Skills.Engine.Redis.Routing;

/// <summary>Checks <see cref="RedisRoutingOptions"/> at start.</summary>
internal sealed class RedisRoutingOptionsValidator : IValidateOptions<RedisRoutingOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RedisRoutingOptions options) =>
        options.Check().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
