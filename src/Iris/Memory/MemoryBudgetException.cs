namespace Iris.Memory;

/// <summary>A buffer could not grow because its <see cref="MemoryBudget"/> is used up: others hold what it needs.</summary>
public sealed class MemoryBudgetException() : Exception("The memory budget is used up.");
