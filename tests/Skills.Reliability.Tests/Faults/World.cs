using Skills.Reliability.Tests.Runs;
using Skills.Reliability.Tests.Servers;

namespace Skills.Reliability.Tests.Faults;

/// <summary>Everything that a fault may strike.</summary>
internal sealed record World(RedisPair Redis, PostgresServer Postgres, IReadOnlyList<Provider> Providers, Fleet Fleet);
