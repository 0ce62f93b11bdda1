using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Skills.Tests;

/// <summary>A real PostgreSQL server from the system's packages, in a temporary folder and on a free port.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private const string User = "postgres";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-pg-").FullName;
    private readonly string _initdb;
    private readonly int _port = FreePort();
    private bool _isDurable;
    private Process? _server;

    private PostgresProcess(string initdb) => _initdb = initdb;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres;Timeout=5;Command Timeout=10;Include Error Detail=false";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Returns a server that is not started; null when PostgreSQL is not installed.</summary>
    public static PostgresProcess? Find() => Binary("initdb") is { } initdb ? new(initdb) : null;

    /// <summary>Makes the database and starts the server.</summary>
    /// <param name="isDurable">Whether commits survive a crash, which takes a sync of the disk for each.</param>
    public async Task InitializeAsync(bool isDurable)
    {
        _isDurable = isDurable;
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", User, _folder);
        }

        await RunAsync(_initdb, "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-sync");
        await StartAsync();
    }

    public async Task StartAsync()
    {
        _server = Start(Binary("postgres")!, "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder, "-c", _isDurable ? "fsync=on" : "fsync=off");
        for (var began = Stopwatch.GetTimestamp(); !await AnswersAsync(); await Task.Delay(20))
        {
            if (_server.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                throw new InvalidOperationException(_server.HasExited ? "PostgreSQL ended at its start." : "PostgreSQL did not answer.");
            }
        }
    }

    /// <summary>Stops the server as an administrator would: open connections are cut.</summary>
    public Task StopAsync() => EndAsync("-INT");

    /// <summary>Ends every process of the server at once, without a checkpoint. It recovers from its log at the next start.</summary>
    public Task CrashAsync() => EndAsync("-QUIT");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync(string signal)
    {
        if (_server is { HasExited: false } server)
        {
            await RunAsync("kill", signal, $"{server.Id}");
            await server.WaitForExitAsync();
        }

        _server?.Dispose();
        _server = null;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // The server refuses to run as root; setpriv becomes it, so the id of the process stays the one we started.
    private static Process Start(string program, params string[] arguments)
    {
        var asOther = Environment.UserName == "root" && program.StartsWith('/');
        var start = new ProcessStartInfo(asOther ? "setpriv" : program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        string[] prefix = asOther ? ["--reuid", User, "--regid", User, "--clear-groups", program] : [];
        foreach (var argument in prefix.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private static string? Binary(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders = [.. Directory.GetDirectories("/usr/lib/postgresql").Order().Reverse().Select(static d => Path.Combine(d, "bin")), .. folders];
        }

        return folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
