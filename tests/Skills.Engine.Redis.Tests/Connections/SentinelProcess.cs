using System.Diagnostics;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Tests.Connections;

/// <summary>A <c>redis-server</c> in Sentinel mode that watches one primary. Disposing ends it by its process id.</summary>
internal sealed class SentinelProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private SentinelProcess(Process process, DirectoryInfo folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public static async Task<SentinelProcess> StartAsync(string name, int primary)
    {
        var folder = Directory.CreateTempSubdirectory("skills-sentinel-");
        var port = Ports.Free();
        var configuration = Path.Combine(folder.FullName, "sentinel.conf");
        await File.WriteAllTextAsync(configuration, $"port {port}\nbind 127.0.0.1\ndir {folder.FullName}\nsentinel monitor {name} 127.0.0.1 {primary} 1\n", TestContext.Current.CancellationToken);
        var executable = Environment.GetEnvironmentVariable("REDIS_SERVER") is { Length: > 0 } path ? path : "redis-server";
        var process = Process.Start(new ProcessStartInfo(executable, [configuration, "--sentinel"]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var sentinel = new SentinelProcess(process, folder, port);
        await Eventually.HoldsAsync(() => KnowsAsync(port, name), "The Sentinel did not start.");
        return sentinel;
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(10_000);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<bool> KnowsAsync(int port, string name)
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.SentinelConnectAsync($"127.0.0.1:{port},connectTimeout=1000");
            return await connection.GetServer("127.0.0.1", port).SentinelGetMasterAddressByNameAsync(name) is not null;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
