using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Skills.Engine.Testing;

/// <summary>
/// A real <c>redis-server</c> of one's own, on a free port of the loopback address and in a temporary folder. It can be frozen,
/// killed and restarted; disposing stops it by its process id and removes the folder. Linux and macOS.
/// </summary>
public sealed class RedisServerFixture : IAsyncDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    // It reads what it kept before it answers.
    private static readonly TimeSpan RestartLimit = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly string[] _arguments;
    private Process? _process;
    private bool _paused;

    private RedisServerFixture(string folder, string[] arguments)
    {
        _folder = folder;
        _arguments = arguments;
    }

    /// <summary>Null when a server can be started here; otherwise a sentence that says what is missing.</summary>
    public static string? WhyUnavailable => Executable is not null
        ? null
        : "redis-server is not installed or not on PATH. Install it (Debian and Ubuntu: apt-get install redis-server) or set REDIS_SERVER to its path.";

    /// <summary>The port it listens on; kept over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>For StackExchange.Redis: host and port, and a first connection that may fail.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},abortConnect=false";

    /// <summary>The process id; 0 after <see cref="Kill"/>.</summary>
    public int Pid => _process?.Id ?? 0;

    /// <summary>Gets the path of the server that is started: <c>REDIS_SERVER</c> if set, otherwise <c>redis-server</c> on <c>PATH</c>. Null without one.</summary>
    public static string? Executable => Environment.GetEnvironmentVariable("REDIS_SERVER") is { Length: > 0 } path
        ? path
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static p => Path.Combine(p, "redis-server")).FirstOrDefault(File.Exists);

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="arguments">More of its command line, such as <c>--appendonly yes</c>, one word each.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or did not start; the message says which.</exception>
    public static async Task<RedisServerFixture> StartAsync(params string[] arguments)
    {
        if (WhyUnavailable is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var fixture = new RedisServerFixture(Directory.CreateTempSubdirectory("skills-redis-").FullName, arguments);
        try
        {
            await fixture.StartOnFreePortAsync().ConfigureAwait(false);
            return fixture;
        }
        catch
        {
            await fixture.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Freezes the process: connections stand, nothing is answered.</summary>
    public void Pause()
    {
        Signal(Stop);
        _paused = true;
    }

    /// <summary>Lets a frozen process go on.</summary>
    public void Resume()
    {
        Signal(Continue);
        _paused = false;
    }

    /// <summary>Ends the process at once, as a crash would.</summary>
    public void Kill()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        _paused = false;
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit(10_000);
        }

        process.Dispose();
    }

    /// <summary>Ends it and starts it again on the same port; without persistence it comes back empty. Waits up to two minutes, while it reads what it kept.</summary>
    public async Task RestartAsync()
    {
        Kill();
        var began = Stopwatch.GetTimestamp();
        while (!await TryStartAsync(Port, RestartLimit).ConfigureAwait(false))
        {
            Kill();
            if (Stopwatch.GetElapsedTime(began) > RestartLimit)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"redis-server did not come back on port {Port} within {RestartLimit.TotalMinutes} minutes."));
            }

            await Task.Delay(100).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public ValueTask DisposeAsync()
    {
        if (_paused)
        {
            Resume();
        }

        Kill();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task StartOnFreePortAsync()
    {
        // Between finding a port and binding it another process may take it, hence the tries.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await TryStartAsync(FreePort(), StartLimit).ConfigureAwait(false))
            {
                return;
            }

            Kill();
        }

        throw new InvalidOperationException("redis-server did not start on any of five free ports; run it by hand to see why.");
    }

    private async Task<bool> TryStartAsync(int port, TimeSpan limit)
    {
        Port = port;
        var start = new ProcessStartInfo(Executable!)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in (string[])["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", _folder, .. _arguments])
        {
            start.ArgumentList.Add(word);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        var began = Stopwatch.GetTimestamp();
        while (!_process.HasExited && Stopwatch.GetElapsedTime(began) < limit)
        {
            if (await AnswersAsync(port).ConfigureAwait(false))
            {
                return true;
            }

            await Task.Delay(20).ConfigureAwait(false);
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token).ConfigureAwait(false);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), limit.Token).ConfigureAwait(false);
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer, limit.Token).ConfigureAwait(false);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    // Below the ports of outgoing connections: while the server is away, a client that connects again could be given its port.
    private static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one is tried.
            }
        }
    }

    private void Signal(int signal)
    {
        // Process 0 would mean this process's whole group.
        var pid = _process?.Id ?? throw new InvalidOperationException("redis-server is not running; call RestartAsync first.");

        // Numbers of SIGSTOP and SIGCONT differ between Linux and macOS.
        var number = OperatingSystem.IsMacOS() ? signal == Stop ? 17 : 19 : signal;
        if (NativeKill(pid, number) != 0)
        {
            throw new InvalidOperationException($"redis-server (process {pid}) could not be signaled.");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
