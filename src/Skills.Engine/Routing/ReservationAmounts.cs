namespace Skills.Engine.Routing;

/// <summary>What admission may reserve, in USD, from the most to the least.</summary>
/// <param name="Longest">A try at the first candidate with the longest reply.</param>
/// <param name="Learned">The same with a reply as long as its replies hardly ever are. The try is limited to that length.</param>
/// <param name="Least">The cheapest candidate with a reply of its learned length.</param>
internal readonly record struct ReservationAmounts(decimal Longest, decimal Learned, decimal Least);
