using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Batching;

/// <summary>The options that name a store of several processes.</summary>
internal sealed class BatchStoreOptions
{
    /// <summary>The name of the connection string of PostgreSQL in the configuration.</summary>
    public const string PostgresConnection = "SkillsBatches";

    private readonly Option<BatchStoreKind> _store = new("--store") { Description = "Store of the runs.", DefaultValueFactory = static _ => BatchStoreKind.Redis };
    private readonly Option<string?> _connection = new("--connection") { Description = $"Connection string of the store. Without it, the configuration has it: SkillsEngine:Redis:ConnectionString, or ConnectionStrings:{PostgresConnection}. Other users of the machine can read a command line, so configure one that has a password.", HelpName = "text" };

    public void AddTo(Command command)
    {
        command.Add(_store);
        command.Add(_connection);
    }

    /// <summary>Returns the store of a call.</summary>
    /// <exception cref="CliException">There is no connection string.</exception>
    public BatchStore Of(CommandCall call, IConfiguration configuration)
    {
        var kind = call.Get(_store);
        var key = kind == BatchStoreKind.Redis ? $"{RedisCacheOptions.SectionName}:{nameof(RedisCacheOptions.ConnectionString)}" : $"ConnectionStrings:{PostgresConnection}";
        return (call.Get(_connection) ?? configuration[key]) is { Length: > 0 } connection
            ? new(kind, connection)
            : throw new CliException(ExitCode.Usage, $"There is no connection to the store. Set '{key}' in the configuration, or name one with --connection.");
    }
}
