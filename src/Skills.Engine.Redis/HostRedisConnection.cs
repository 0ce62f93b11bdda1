using StackExchange.Redis;

namespace Skills.Engine.Redis;

/// <summary>The <see cref="IConnectionMultiplexer"/> that the host registered, if it registered one. It is opened at its first use.</summary>
/// <param name="IsRegistered">Whether the host registered one.</param>
/// <param name="Get">Returns it, and opens it if it is not open.</param>
internal sealed record HostRedisConnection(bool IsRegistered, Func<IConnectionMultiplexer> Get);
