using Microsoft.AspNetCore.Authorization;

namespace Skills.Engine.Dashboard.Security;

/// <summary>
/// Says that <see cref="Gate"/> authorizes the endpoint itself. The authorization middleware then leaves it alone, so that a refused
/// request gets a sentence instead of an empty answer.
/// </summary>
internal sealed class GateMarker : IAllowAnonymous;
