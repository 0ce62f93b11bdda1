namespace Skills.Tests;

/// <summary>A PostgreSQL server for the tests of a class.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Missing = "PostgreSQL is not installed; install the package 'postgresql' to run this test.";

    private readonly PostgresProcess? _process = PostgresProcess.Find();

    public string ConnectionString => _process?.ConnectionString ?? "";

    /// <summary>Skips the test when the server is not installed; with <c>CI=true</c> that is a failure.</summary>
    public void Require()
    {
        if (_process is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Fail(Missing);
        }
    }

    // Without syncs: the tests stop the server, not the machine.
    public async ValueTask InitializeAsync() => await (_process?.InitializeAsync(isDurable: false) ?? Task.CompletedTask);

    public Task StartAsync() => _process!.StartAsync();

    /// <summary>Stops the server as an administrator would: open connections are cut.</summary>
    public Task StopAsync() => _process!.StopAsync();

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
