using DotNet.Testcontainers.Builders;
using Testcontainers.Redis;

namespace Skills.Engine.Testing;

/// <summary>
/// A Redis for one test: a container if Docker answers, otherwise a local <c>redis-server</c>. Disposing stops it. Use
/// <see cref="RedisServerFixture"/> for tests that pause, kill or restart the server.
/// </summary>
public sealed class RedisFixture : IAsyncDisposable
{
    private readonly IAsyncDisposable _server;

    private RedisFixture(IAsyncDisposable server, string connectionString, string source)
    {
        _server = server;
        ConnectionString = connectionString;
        Source = source;
    }

    /// <summary>The connection string for StackExchange.Redis.</summary>
    public string ConnectionString { get; }

    /// <summary>What was started, for the output of a test: <c>container IMAGE</c> or <c>redis-server PATH</c>.</summary>
    public string Source { get; }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="image">The container image, such as <c>valkey/valkey:8.0</c>.</param>
    /// <param name="cancellationToken">Ends the start. Pulling an image can take minutes.</param>
    /// <exception cref="InvalidOperationException">Docker does not answer, and <c>redis-server</c> is not installed or did not start.</exception>
    public static async Task<RedisFixture> StartAsync(string image = "redis:7.4", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(image);

        if (Container(image) is { } container)
        {
            await container.StartAsync(cancellationToken).ConfigureAwait(false);
            return new(container, container.GetConnectionString(), $"container {image}");
        }

        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            throw new InvalidOperationException($"Docker does not answer. {reason}");
        }

        var server = await RedisServerFixture.StartAsync().ConfigureAwait(false);
        return new(server, server.ConnectionString, $"redis-server {RedisServerFixture.Executable}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static RedisContainer? Container(string image)
    {
        try
        {
            return new RedisBuilder(image).Build();
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
