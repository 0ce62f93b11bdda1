using System.Globalization;
using Npgsql;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.Testing;
using Skills.Tests;
using StackExchange.Redis;

namespace Skills.Batches.Load;

/// <summary>A store of runs, with a server of its own unless a connection is given.</summary>
internal sealed class LoadStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skills-load-");

    private LoadStore(string kind) => Kind = kind;

    /// <summary>Gets the kind: journal, redis or postgres.</summary>
    public string Kind { get; }

    /// <summary>Gets the connection string, or the path of the journal.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>Gets the Redis server; null if it is another store or not ours.</summary>
    public RedisServerFixture? Redis { get; private set; }

    /// <summary>Gets the PostgreSQL server; null if it is another store or not ours.</summary>
    public PostgresProcess? Postgres { get; private set; }

    /// <summary>Starts the server of a store. Redis has an append-only file that is synced every second, PostgreSQL its defaults.</summary>
    public static async Task<LoadStore> StartAsync(string kind, string? connection = null)
    {
        var store = new LoadStore(kind);
        switch (kind)
        {
            case "redis" when connection is null:
                store.Redis = await RedisServerFixture.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
                break;
            case "postgres" when connection is null:
                store.Postgres = PostgresProcess.Find() ?? throw new InvalidOperationException("PostgreSQL is not installed. Install the package 'postgresql'.");
                await store.Postgres.InitializeAsync(isDurable: true);
                break;
        }

        store.Connection = connection ?? store.Redis?.ConnectionString ?? store.Postgres?.ConnectionString ?? Path.Combine(store._folder.FullName, "batches.db");
        return store;
    }

    /// <summary>Returns the bytes that the store holds: memory of Redis, files of the journal, or the database.</summary>
    public async Task<long> BytesAsync()
    {
        switch (Kind)
        {
            case "redis":
                await using (var connection = await ConnectionMultiplexer.ConnectAsync(Connection + ",allowAdmin=true"))
                {
                    var memory = (string)(await connection.GetDatabase().ExecuteAsync("INFO", "memory"))!;
                    return long.Parse(memory.Split('\n').Single(static l => l.StartsWith("used_memory:", StringComparison.Ordinal)).Split(':')[1], CultureInfo.InvariantCulture);
                }

            case "postgres":
                await using (var source = NpgsqlDataSource.Create(Connection))
                {
                    return (long)(await source.CreateCommand("SELECT pg_database_size(current_database())").ExecuteScalarAsync())!;
                }

            default:
                return _folder.EnumerateFiles().Sum(static f => f.Length);
        }
    }

    /// <summary>Adds a store and a model to an engine.</summary>
    public static SkillsEngineBuilder Add(SkillsEngineBuilder builder, string kind, string connection, InstantModel model, Action<BatchesOptions>? configure = null)
    {
        builder.AddModelClient(model, InstantModel.Definition);
        return kind switch
        {
            "redis" => builder.AddRedisBatches(redis => redis.ConnectionString = connection, configure),
            "postgres" => builder.AddPostgresBatches(connection, configure),
            _ => builder.AddSkillBatches(options =>
            {
                options.JournalPath = connection;
                configure?.Invoke(options);
            }),
        };
    }

    /// <summary>Kills the server and starts it again.</summary>
    public async Task CrashAsync()
    {
        if (Redis is not null)
        {
            await Redis.RestartAsync();
        }

        if (Postgres is not null)
        {
            await Postgres.CrashAsync();
            await Postgres.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
