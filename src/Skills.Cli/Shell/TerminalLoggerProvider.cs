using Microsoft.Extensions.Logging;

namespace Skills.Cli.Shell;

/// <summary>Writes warnings and errors of a host to the terminal.</summary>
internal sealed class TerminalLoggerProvider(Terminal terminal) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new TerminalLogger(terminal);

    public void Dispose()
    {
    }

    private sealed class TerminalLogger(Terminal terminal) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                terminal.Warning(exception is Skills.Engine.Batches.BatchException ? exception.Message : formatter(state, null));
            }
        }
    }
}
