using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Skills.Tests;

/// <summary>A real PostgreSQL server from the system's packages, in a temporary folder and on a free port.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string User = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-pg-").FullName;
    private readonly int _port = FreePort();
    private Process? _server;
    private string? _missing;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres;Timeout=5;Command Timeout=10;Include Error Detail=false";

    /// <summary>Skips the test when the server is not installed; with <c>CI=true</c> that is a failure.</summary>
    public void Require()
    {
        if (_missing is not null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", _missing);
            Assert.Fail(_missing);
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Binary("initdb") is not { } initdb)
        {
            _missing = "PostgreSQL is not installed; install the package 'postgresql' to run this test.";
            return;
        }

        if (Environment.UserName == "root")
        {
            await RunAsync("chown", User, _folder);
        }

        await RunAsync(initdb, "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-sync");
        await StartAsync();
    }

    public async Task StartAsync()
    {
        _server = Start(Binary("postgres")!, "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder, "-c", "fsync=off");
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(_server.HasExited, "PostgreSQL ended at its start.");
                return await AnswersAsync();
            },
            "PostgreSQL did not answer.");
    }

    /// <summary>Stops the server as an administrator would: open connections are cut.</summary>
    public async Task StopAsync()
    {
        if (_server is { HasExited: false } server)
        {
            await RunAsync("kill", "-INT", $"{server.Id}");
            await server.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

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
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
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
