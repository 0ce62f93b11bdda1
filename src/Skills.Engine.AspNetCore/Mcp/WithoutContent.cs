using Microsoft.Extensions.Logging;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>The host's loggers for the protocol's SDK, but for level Trace: there it logs whole messages, inputs and outputs with them. The host owns what is behind.</summary>
internal sealed class WithoutContent(ILoggerFactory loggers) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new AboveTrace(loggers.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
    }

    private sealed class AboveTrace(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.Trace && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel != LogLevel.Trace)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
