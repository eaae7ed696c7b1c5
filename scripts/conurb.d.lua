---@meta
--- Conurb scenarios
---
--- Generated from the engine; not to be run or edited.

---The run of a scenario.
---@class Run
---@field now string The run's present local time. (read-only)
---@field name string The scenario's name. (read-only)
local Run = {}

---Does something when the run comes to a time.
---
---```lua
---run:at("2026-07-10 12:00", function() city.building:all().cooling_set_point = 299 end)
---```
---@param time string Local time, as "2026-02-10 07:00".
---@param action function What to do; the city is then as it is at that time.
function Run:at(time, action) end

---Does something again and again, first at the beginning; when the run goes on already, first after the interval.
---
---```lua
---run:every("7 d", function() print(run.now) end)
---```
---@param interval string As "1 h", "15 min" or "1 d".
---@param action function What to do.
function Run:every(interval, action) end

---Names the figures to show first, in order.
---
---```lua
---run:report { "buildings.heating_energy", "buildings.co2" }
---```
---@param kpis table A list of KPI ids, as "buildings.heating_energy".
function Run:report(kpis) end

---A table of the city: buildings, links, sensors …
---@class Table
---@field [any] Rows The row of that name (its object_id) or number.
local Table = {}

---The rows for which a line of the selection language holds.
---
---```lua
---local old = city.building:where("year_of_construction < 1975")
---```
---
---Error: A column that is not there is named, with the nearest one that is.
---@param selection string What must hold, over the table's columns.
---@return Rows # The rows as they are now; later changes do not add any.
function Table:where(selection) end

---All rows that are part of the city.
---
---```lua
---city.building:all().wall_u_value = 0.3
---```
---@return Rows # The rows.
function Table:all() end

---How many rows there are, or for how many a selection holds.
---
---```lua
---print(city.building:count("height > 20"))
---```
---@param selection? string What must hold.
---@return integer # The number of rows.
function Table:count(selection) end

---The value of a total over the table.
---
---```lua
---print(city.building:total("sum(floor_area where function == \"residential\")"))
---```
---@param expression string A total of the selection language: sum, mean, min, max, count …
---@return number # The value in the columns' units.
function Table:total(expression) end

---Adds a row.
---
---```lua
---city.building:insert { object_id = "new-school", height = 12 }
---```
---@param row table Values by column; what is not given gets the column's default.
---@return Rows # The new row.
function Table:insert(row) end

---The city as the script's scenario has it; before scenario{} the base.
---@class City
---@field [string] Table A table by its name.
local City = {}

---Rows of a table. Assigning to a column sets it for all of them, as one entry of the journal; a column that a plugin computes is pinned to the value.
---@class Rows
---@field [string] any The value of a column of a single row.
local Rows = {}

---How many rows these are.
---
---```lua
---print(city.building:where("height > 20"):count())
---```
---@return integer # The number.
function Rows:count() end

---Those of the rows for which a selection holds.
---
---```lua
---local tall = city.building:all():where("height > 20")
---```
---@param selection string What must hold.
---@return Rows # The rows left.
function Rows:where(selection) end

---The values of a column, row by row; nil for null.
---
---```lua
---local heights = city.building:all():values("height")
---```
---@param column string Name of the column.
---@return any[] # As many values as there are rows.
function Rows:values(column) end

---The stable ids of the rows.
---
---```lua
---local ids = city.building:where("height > 20"):ids()
---```
---@return integer[] # The ids.
function Rows:ids() end

---The sum of an expression over the rows.
---
---```lua
---print(city.building:where("height > 10"):sum("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:sum(expression) end

---The mean of an expression over the rows, nulls left out.
---
---```lua
---print(city.building:where("height > 10"):mean("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:mean(expression) end

---The least value of an expression over the rows.
---
---```lua
---print(city.building:where("height > 10"):min("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:min(expression) end

---The greatest value of an expression over the rows.
---
---```lua
---print(city.building:where("height > 10"):max("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:max(expression) end

---Sets a column of all rows, as the assignment does, with an end for pins.
---
---```lua
---city.building:all():set("heating_power", 0, "2026-02-11 07:00")
---```
---@param column string Name of the column.
---@param value any The value; nil where the column may be null.
---@param until_time? string Local time at which a pin on a computed column ends.
function Rows:set(column, value, until_time) end

---Adds an amount to a column of every row.
---
---```lua
---city.weather:all():add("dry_bulb_temperature", 2)
---```
---@param column string Name of the column.
---@param amount number In the column's unit.
function Rows:add(column, amount) end

---Multiplies a column of every row.
---
---```lua
---city.weather:all():scale("precipitation", 1.3)
---```
---@param column string Name of the column.
---@param factor number What to multiply with. [1]
function Rows:scale(column, factor) end

---Takes the rows out of the city. They keep their ids and history.
---
---```lua
---city.building:where("year_of_construction < 1900"):retire()
---```
function Rows:retire() end

---A plugin that is loaded: its parameters and levers are its fields.
---@class Plugin
---@field [string] any Value of a parameter in the scenario.
local Plugin = {}

---Asks the plugin one of its questions about the city as it is now.
---
---```lua
---for _, row in ipairs(plugin.buildings:ask("highest_heating", 10)) do
---  print(city.building[row.building].object_id, row.specific_heating)
---end
---```
---@param question string Name of the question.
---@param ... any Its arguments, in order; a row by its id or as an object.
---@return table[] # The rows of the answer, fields by name; rows of tables as ids.
function Plugin:ask(question, ...) end

---The plugins that are loaded, by their short names.
---@class Plugins
---@field [string] Plugin A plugin by its short name.
local Plugins = {}

---The city.
---@type City
city = nil

---The plugins.
---@type Plugins
plugin = nil

---@class scenario.options
---@field name? string Name for people.
---@field id? string Name of the branch; else that of the script's file.
---@field from string Local time of the beginning.
---@field to string Local time of the end.
---@field base? string Branch to compare with and to begin from. (default "base")
---@field exchange? string Interval between exchange points; else what the plugins ask for.
---@field seed? integer Key of all random numbers. (default 1)
---@field plugins? table Short names of the plugins to use; else all.
---@field hold_faults? boolean Go on with the last values when a plugin fails. (default false)

---Defines the script's scenario: a branch of the city and the span it runs over. After it `city` is the scenario's city. Base and scenario run side by side when the script's lines are done.
---
---```lua
---local run = scenario { name = "Deep retrofit", from = "2026-01-01", to = "2027-01-01" }
---```
---
---Error: Times that cannot be read, an unknown base, a second scenario in one script.
---@param options scenario.options What it is.
---@return Run # The run, to say more about it.
function scenario(options) end

---A local time as the number that time columns hold: microseconds UTC.
---
---```lua
---print(city.weather:count(("time < %d"):format(instant("2026-02-01"))))
---```
---@param time string Local time, as "2026-07-06 12:00".
---@return integer # Microseconds since 1970, UTC. [us]
function instant(time) end

---Takes back the script's last change of the city.
---
---```lua
---city.building:all().wall_u_value = 9
---undo()
---```
function undo() end

